using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Cli;

/// <summary>A dataset's folder and where things lie in it.</summary>
/// <param name="Folder">Absolute; it holds dataset.yaml.</param>
public sealed record DatasetProject(string Folder)
{
    /// <summary>What holds for every record.</summary>
    public string DatasetFile => Path.Combine(Folder, "dataset.yaml");

    /// <summary>How the dataset trains a model.</summary>
    public string TrainFile => Path.Combine(Folder, "train.yaml");

    /// <summary>Where the build puts JSONL and pictures.</summary>
    public string OutputFolder => Path.Combine(Folder, "bin", "dataset");

    /// <summary>Where the build keeps what the next one need not do again.</summary>
    public string CacheFolder => Path.Combine(Folder, "obj", "dataset");

    /// <summary>Where the adapter goes.</summary>
    public string AdapterFolder => Path.Combine(Folder, "bin", "adapter");

    /// <summary>A split's rows.</summary>
    public string RowsFile(string split) => Path.Combine(OutputFolder, split + ".jsonl");

    /// <summary>A path as a person in the current folder would write it.</summary>
    public static string Relative(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>The dataset that is named, or the one that the current folder lies in.</summary>
    /// <param name="path">Its folder or its project file; null is the current folder or one above it.</param>
    /// <param name="command">The command that asks, as one types it.</param>
    /// <exception cref="DiagnosticException">There is none (DSP9002).</exception>
    public static DatasetProject Find(string? path, string command)
    {
        if (path is not null)
        {
            var named = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            var folder = File.Exists(named) ? Path.GetDirectoryName(named)! : named;
            return File.Exists(Path.Combine(folder, "dataset.yaml"))
                ? new(folder)
                : throw new DiagnosticException(Codes.DatasetNotFound, $"there is no dataset at {Shown.Value(path)}: a dataset's folder holds dataset.yaml", folder);
        }

        var here = Directory.GetCurrentDirectory();
        for (var folder = here; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "dataset.yaml")))
                return new(folder);
        }

        var known = Path.Combine(here, "datasets");
        var example = Directory.Exists(known)
            ? Directory.EnumerateDirectories(known).Where(folder => File.Exists(Path.Combine(folder, "dataset.yaml"))).Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
        throw new DiagnosticException(Codes.DatasetNotFound, $"neither this folder nor one above it holds dataset.yaml; go into a dataset's folder or name it, as in {command} {(example is null ? "datasets/NAME" : Relative(example))}", here);
    }

    /// <summary>The one project file of the folder, which <c>dotnet build</c> builds.</summary>
    /// <exception cref="DiagnosticException">There is none or more than one (DSP9002).</exception>
    public string ProjectFile()
    {
        var files = Directory.GetFiles(Folder, "*.csproj");
        return files.Length == 1
            ? files[0]
            : throw new DiagnosticException(Codes.DatasetNotFound, files.Length == 0
                ? "the dataset has no project file; copy the .csproj of another dataset into its folder"
                : $"the dataset has {files.Length} project files; leave one", Folder);
    }
}
