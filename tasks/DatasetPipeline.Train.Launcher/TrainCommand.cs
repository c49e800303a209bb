namespace DatasetPipeline.Launcher;

/// <summary>`dotnet train`: finds the clone around a folder, sees that its trainer is built, and becomes the trainer.</summary>
internal static class TrainCommand
{
    // As DatasetPipeline.Diagnostics.Codes has them; the launcher references nothing, so it says them again.
    private const string RepositoryNotFound = "DSP9001";
    private const string TrainerNotBuilt = "DSP9010";

    /// <summary>The exit code; on Unix it returns only when the trainer was never started.</summary>
    public static int Run(string[] args, string folder)
    {
        var repository = Repository.Around(folder);
        if (repository is null)
        {
            Say($"{folder}(1,1): error {RepositoryNotFound}: this folder is in no clone of DatasetPipeline, whose trainer 'dotnet train' runs; change into one (it has DatasetPipeline.sln and tasks/DatasetPipeline.Train)");
            return 2;
        }

        var built = new TrainerBuild(repository, Say).Ensure();
        if (built.Assembly is null)
        {
            foreach (var line in built.Output)
                Say(line);
            if (built.Signal is null)
                Say($"{repository.TrainerProject}(1,1): error {TrainerNotBuilt}: the trainer does not build; mend what stands above, or see it with 'dotnet build {Path.GetRelativePath(folder, repository.TrainerProject)}'");
            return built.ExitCode;
        }

        return Trainer.Run(built.Assembly, args);
    }

    // Not Console.Error, which may set up the terminal that the trainer is about to take over.
    private static void Say(string line)
    {
        using var stderr = Console.OpenStandardError();
        stderr.Write(System.Text.Encoding.UTF8.GetBytes(line + Environment.NewLine));
    }
}
