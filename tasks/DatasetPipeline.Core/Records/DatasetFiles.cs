using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Records;

/// <summary>The files under images/, as paths relative to it with <c>/</c>, in ordinal order.</summary>
/// <param name="Folder">The absolute path of images/.</param>
/// <param name="Records">The YAML files.</param>
/// <param name="Pictures">The pictures.</param>
/// <param name="Diagnostics">Files that are not taken.</param>
public sealed record DatasetFiles(string Folder, IReadOnlyList<string> Records, IReadOnlyList<string> Pictures, IReadOnlyList<Diagnostic> Diagnostics)
{
    private static readonly HashSet<string> RecordTypes = new(StringComparer.OrdinalIgnoreCase) { ".yaml", ".yml" };

    private static readonly HashSet<string> PictureTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".webp", ".gif", ".tif", ".tiff", ".bmp",
    };

    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
    };

    /// <summary>Lists what lies under images/ of a dataset's folder; nothing where there is no such folder.</summary>
    public static DatasetFiles List(string datasetFolder)
    {
        var folder = Path.Combine(datasetFolder, "images");
        if (!Directory.Exists(folder))
            return new(folder, [], [], []);

        var diagnostics = new List<Diagnostic>();
        var paths = new List<string>();
        foreach (var file in Enumerate(folder))
        {
            if (file.LinkTarget is not null && !IsInside(folder, file))
                diagnostics.Add(new(Codes.PathOutside, Severity.Error, $"this link leads to {Shown.Value(file.LinkTarget)}, outside images/; put the file itself here", file.FullName));
            else
                paths.Add(Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/'));
        }

        paths.Sort(StringComparer.Ordinal);
        return new(
            folder,
            paths.Where(path => RecordTypes.Contains(Path.GetExtension(path))).ToList(),
            paths.Where(path => PictureTypes.Contains(Path.GetExtension(path))).ToList(),
            diagnostics);
    }

    /// <summary>The absolute path of a file here.</summary>
    public string FullPath(string path) => Path.Combine(Folder, path.Replace('/', Path.DirectorySeparatorChar));

    private static IEnumerable<FileInfo> Enumerate(string folder) =>
        new System.IO.Enumeration.FileSystemEnumerable<FileInfo>(folder, (ref entry) => (FileInfo)entry.ToFileSystemInfo(), Everything)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            // Folders that are links are not entered: they can lead round in a circle or out of the dataset.
            ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };

    private static bool IsInside(string folder, FileInfo link) =>
        link.ResolveLinkTarget(returnFinalTarget: true) is { } target
        && target.FullName.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
