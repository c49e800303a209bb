namespace DatasetPipeline.Launcher;

/// <summary>A clone: where the trainer's project, its outputs and its sources are.</summary>
internal sealed class Repository
{
    private const string Solution = "DatasetPipeline.sln";
    private const string Trainer = "DatasetPipeline.Train";

    private Repository(string root) => Root = root;

    /// <summary>The folder of DatasetPipeline.sln.</summary>
    public string Root { get; }

    /// <summary>The trainer's project file.</summary>
    public string TrainerProject => Path.Combine(Root, "tasks", Trainer, Trainer + ".csproj");

    /// <summary>What the launcher remembers of its last build.</summary>
    public string Stamp => Path.Combine(Root, "tasks", Trainer, "obj", "launcher.txt");

    /// <summary>Held while the trainer is built.</summary>
    public string Lock => Path.Combine(Root, "tasks", Trainer, "obj", "launcher.lock");

    /// <summary>The innermost clone around a folder, or null.</summary>
    public static Repository? Around(string folder)
    {
        for (var here = new DirectoryInfo(folder); here is not null; here = here.Parent)
        {
            var repository = new Repository(here.FullName);
            if (File.Exists(Path.Combine(here.FullName, Solution)) && File.Exists(repository.TrainerProject))
                return repository;
        }

        return null;
    }

    /// <summary>
    /// Every file that can change what the trainer's build makes, in ordinal order: the projects of tasks/ but the
    /// launcher's own, schemas/ (Core embeds them), the wiring in build/ and at the root.
    /// </summary>
    public List<string> Sources()
    {
        var sources = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Root))
        {
            var name = Path.GetFileName(file);
            if (name.StartsWith("Directory.", StringComparison.Ordinal)
                || name is ".editorconfig" or "global.json"
                || name.Equals("nuget.config", StringComparison.OrdinalIgnoreCase))
                sources.Add(file);
        }

        foreach (var folder in (string[])["build", "schemas", "tasks"])
            Collect(Path.Combine(Root, folder), sources);
        sources.Sort(StringComparer.Ordinal);
        return sources;
    }

    private static void Collect(string folder, List<string> sources)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (!Path.GetFileName(file).StartsWith('.')) // editors' swap files
                sources.Add(file);
        }

        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            var name = Path.GetFileName(inner);
            if (name is not ("bin" or "obj" or "packages" or "DatasetPipeline.Train.Launcher") && !name.StartsWith('.'))
                Collect(inner, sources);
        }
    }
}
