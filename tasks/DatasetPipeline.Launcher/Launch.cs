namespace DatasetPipeline.Launcher;

/// <summary>Finds the clone around a folder, sees that its tool is built, and becomes the tool.</summary>
internal static class Launch
{
    // As DatasetPipeline.Diagnostics.Codes has them; the launcher references nothing, so it says them again.
    private const string RepositoryNotFound = "DSP9001";
    private const string CommandNotBuilt = "DSP9010";

    /// <summary>The exit code; on Unix it returns only when the tool was never started.</summary>
    public static int Run(Tool tool, string[] args, string folder)
    {
        var repository = Repository.Around(folder, tool);
        if (repository is null)
        {
            Say($"{folder}(1,1): error {RepositoryNotFound}: this folder is in no clone of DatasetPipeline, where {tool.Command} works; change into one (it has DatasetPipeline.sln and tasks/{tool.Project})");
            return 2;
        }

        var built = new ToolBuild(repository, Say).Ensure();
        if (built.Assembly is null)
        {
            foreach (var line in built.Output)
                Say(line);
            if (built.Signal is null)
                Say($"{repository.ToolProject}(1,1): error {CommandNotBuilt}: {tool.Name} does not build; mend what stands above, or see it with 'dotnet build {Path.GetRelativePath(folder, repository.ToolProject)}'");
            return built.ExitCode;
        }

        return ToolProcess.Run(built.Assembly, args);
    }

    // Not Console.Error, which may set up the terminal that the tool is about to take over.
    private static void Say(string line)
    {
        using var stderr = Console.OpenStandardError();
        stderr.Write(System.Text.Encoding.UTF8.GetBytes(line + Environment.NewLine));
    }
}
