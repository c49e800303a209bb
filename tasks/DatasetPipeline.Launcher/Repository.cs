namespace DatasetPipeline.Launcher;

/// <summary>A clone: where a tool's project, its outputs and its sources are.</summary>
internal sealed class Repository
{
    private const string Solution = "DatasetPipeline.sln";

    private Repository(string root, Tool tool) => (Root, Tool) = (root, tool);

    /// <summary>The folder of DatasetPipeline.sln.</summary>
    public string Root { get; }

    /// <summary>What is to be run.</summary>
    public Tool Tool { get; }

    /// <summary>The tool's project file.</summary>
    public string ToolProject => ProjectFile(Tool.Project);

    /// <summary>What the launcher remembers of its last build of the tool.</summary>
    public string Stamp => Path.Combine(Root, "tasks", Tool.Project, "obj", "launcher.txt");

    /// <summary>Where MSBuild says what it has built.</summary>
    public string Answer => Path.Combine(Root, "tasks", Tool.Project, "obj", "launcher.build");

    /// <summary>Held while a tool is built: they share projects, and two builds of one would write the same files.</summary>
    public string Lock => Path.Combine(Root, "tasks", "obj", "launcher.lock");

    /// <summary>The innermost clone around a folder, or null.</summary>
    public static Repository? Around(string folder, Tool tool)
    {
        for (var here = new DirectoryInfo(folder); here is not null; here = here.Parent)
        {
            var repository = new Repository(here.FullName, tool);
            if (File.Exists(Path.Combine(here.FullName, Solution)) && File.Exists(repository.ToolProject))
                return repository;
        }

        return null;
    }

    /// <summary>
    /// Every file that can change what the tool's build makes, in ordinal order: its project and those that it refers to,
    /// schemas/ (Core embeds them), the wiring in build/ and at the root.
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

        var projects = new HashSet<string>(StringComparer.Ordinal);
        AddProject(Tool.Project, projects);
        foreach (var file in sources)
            AddMentioned(file, projects);
        foreach (var folder in (string[])["build", "schemas", .. projects.Select(project => Path.Combine("tasks", project))])
            Collect(Path.Combine(Root, folder), sources);
        sources.Sort(StringComparer.Ordinal);
        return sources;
    }

    private string ProjectFile(string project) => Path.Combine(Root, "tasks", project, project + ".csproj");

    private void AddProject(string project, HashSet<string> projects)
    {
        if (File.Exists(ProjectFile(project)) && projects.Add(project))
            AddMentioned(ProjectFile(project), projects);
    }

    // Each project that a file names, whatever for: one too many costs a build now and then, one too few runs what is old.
    private void AddMentioned(string file, HashSet<string> projects)
    {
        foreach (var word in File.ReadAllText(file).Split('"', '/', '\\', ';', '<', '>', '\n'))
        {
            if (word.EndsWith(".csproj", StringComparison.Ordinal))
                AddProject(word[..^".csproj".Length], projects);
        }
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
            if (name is not ("bin" or "obj" or "packages") && !name.StartsWith('.'))
                Collect(inner, sources);
        }
    }
}
