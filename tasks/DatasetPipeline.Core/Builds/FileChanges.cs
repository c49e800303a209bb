using System.Globalization;
using System.Text.Json;

namespace DatasetPipeline.Builds;

/// <summary>
/// Changes of a dataset's own files that belong together, such as a picture and its record: all are made or none. New content waits
/// in a folder, the changes are written down, and then they are made in order; from where a killed process left them, the next
/// build or command goes on. Whoever uses it holds the build's lock.
/// </summary>
internal sealed class FileChanges : IDisposable
{
    private const string ListName = "changes.json";

    private readonly string _datasetFolder;
    private readonly string _folder;
    private int _staged;

    /// <summary>Finishes what was left before.</summary>
    public FileChanges(string datasetFolder, string cacheFolder)
    {
        (_datasetFolder, _folder) = (datasetFolder, FolderIn(cacheFolder));
        Finish(datasetFolder, cacheFolder);
    }

    /// <summary>Keeps content until <see cref="Make"/>.</summary>
    /// <returns>The path of the file that holds it meanwhile.</returns>
    public string Stage(byte[] content, string extension)
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, (_staged++).ToString(CultureInfo.InvariantCulture) + extension);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Makes the changes, in this order.</summary>
    /// <param name="changes">Each path under the dataset's folder, with the staged file that becomes it, or null to delete it.</param>
    public void Make(IEnumerable<(string? Staged, string Path)> changes)
    {
        var list = changes.Select(change => new FileChange(Path.GetFileName(change.Staged), change.Path)).ToList();
        WholeFile.WriteIfDifferent(Path.Combine(_folder, ListName), JsonSerializer.SerializeToUtf8Bytes(list, BuildJson.Default.ListFileChange));
        Finish(_datasetFolder, Path.GetDirectoryName(_folder)!);
    }

    /// <summary>Makes the changes that a killed process had written down, and forgets what it had not.</summary>
    public static void Finish(string datasetFolder, string cacheFolder)
    {
        var folder = FolderIn(cacheFolder);
        if (!Directory.Exists(folder))
            return;
        var list = Path.Combine(folder, ListName);
        if (File.Exists(list))
        {
            foreach (var change in Read(list))
                Apply(change, folder, datasetFolder);
            File.Delete(list);
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Forgets what was staged and not made.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_folder) && !File.Exists(Path.Combine(_folder, ListName)))
            Directory.Delete(_folder, recursive: true);
    }

    private static List<FileChange> Read(string list)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(list), BuildJson.Default.ListFileChange) ?? [];
        }
        catch (JsonException)
        {
            return []; // no list of ours
        }
    }

    private static void Apply(FileChange change, string folder, string datasetFolder)
    {
        // The list lies in a folder that anybody may have filled.
        var path = Path.GetFullPath(Path.Combine(datasetFolder, change.Path));
        if (!path.StartsWith(Path.Combine(datasetFolder, "images") + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return;
        if (change.Staged is null)
        {
            File.Delete(path);
        }
        else if (Path.Combine(folder, Path.GetFileName(change.Staged)) is var staged && File.Exists(staged))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(staged, path, overwrite: true);
        }
    }

    private static string FolderIn(string cacheFolder) => Path.Combine(cacheFolder, "changes");
}
