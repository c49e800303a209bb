using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Records;

/// <summary>The files under images/, as paths relative to it with <c>/</c>, in ordinal order.</summary>
/// <param name="Folder">The absolute path of images/.</param>
/// <param name="Records">The YAML files.</param>
/// <param name="Pictures">The files of a type that is read as a picture.</param>
/// <param name="Others">The files of any other type.</param>
/// <param name="Refused">Files that <paramref name="Diagnostics"/> speak of: nothing more is said about them.</param>
/// <param name="Diagnostics">What is wrong with links and names.</param>
public sealed record DatasetFiles(
    string Folder,
    IReadOnlyList<string> Records,
    IReadOnlyList<string> Pictures,
    IReadOnlyList<string> Others,
    IReadOnlyList<string> Refused,
    IReadOnlyList<Diagnostic> Diagnostics)
{
    private static readonly HashSet<string> RecordTypes = new(StringComparer.OrdinalIgnoreCase) { ".yaml", ".yml" };

    private static readonly HashSet<string> PictureTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".tif", ".tiff", ".avif", ".apng", ".bmp", ".dib",
    };

    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
    };

    private readonly Lazy<ILookup<string, string>> _picturesByStem = new(() => Pictures.ToLookup(picture => Path.ChangeExtension(picture, null), StringComparer.Ordinal));

    private readonly Lazy<HashSet<string>> _pictureSet = new(() => Pictures.ToHashSet(StringComparer.Ordinal));

    /// <summary>Whether a file of this name is read as a picture.</summary>
    public static bool IsPictureName(string name) => PictureTypes.Contains(Path.GetExtension(name));

    /// <summary>Lists what lies under images/ of a dataset's folder; nothing where there is no such folder.</summary>
    public static DatasetFiles List(string datasetFolder) => List(datasetFolder, new Dictionary<string, string?>(StringComparer.Ordinal));

    /// <param name="datasetFolder">The folder that holds images/.</param>
    /// <param name="changed">Files taken for what they are to become: where that lies, by their paths; null for one that is to go.</param>
    internal static DatasetFiles List(string datasetFolder, IReadOnlyDictionary<string, string?> changed)
    {
        var folder = Path.Combine(datasetFolder, "images");
        if (!Directory.Exists(folder) && changed.Count == 0)
            return new(folder, [], [], [], [], []);

        var diagnostics = new List<Diagnostic>();
        var refused = new List<string>();
        var paths = changed.Where(pair => pair.Value is not null).Select(pair => pair.Key).ToList();
        foreach (var file in Directory.Exists(folder) ? Enumerate(folder) : [])
        {
            var path = Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (!Shown.IsPlain(path))
            {
                // Told at the folder: the path itself would be printed as it is.
                refused.Add(path);
                diagnostics.Add(new(Codes.UnsafeFileName, $"the file {Shown.Value(path)} has a character in its name that nobody sees, or a command to a build's agent; give it another name", folder));
            }
            else if (file is DirectoryInfo)
            {
                refused.Add(path);
                diagnostics.Add(new(Codes.FileUnreadable, "this is a folder and has a record's name; give it another one, or put a YAML file in its place", file.FullName));
            }
            else if (file.LinkTarget is { } target && WrongLink(folder, file) is var (code, what))
            {
                refused.Add(path);
                diagnostics.Add(new(code, $"this link leads to {Shown.Value(target)}, {what}; put the file itself here", file.FullName));
            }
            else if (!changed.ContainsKey(path))
            {
                paths.Add(path);
            }
        }

        paths.Sort(StringComparer.Ordinal);
        var types = paths.ToLookup(path => Path.GetExtension(path) switch
        {
            var type when RecordTypes.Contains(type) => RecordTypes,
            var type when PictureTypes.Contains(type) => PictureTypes,
            _ => null,
        });
        return new(folder, types[RecordTypes].ToList(), types[PictureTypes].ToList(), types[null].ToList(), refused, diagnostics) { Changed = changed };
    }

    /// <summary>The pictures of a name, whatever their type.</summary>
    /// <param name="stem">A path without extension.</param>
    public IEnumerable<string> PicturesNamed(string stem) => _picturesByStem.Value[stem];

    /// <summary>Whether a path is one of <see cref="Pictures"/>.</summary>
    public bool IsPicture(string path) => _pictureSet.Value.Contains(path);

    /// <summary>Where files lie that are taken for those here, by their paths.</summary>
    internal IReadOnlyDictionary<string, string?> Changed { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The absolute path of a file here.</summary>
    public string FullPath(string path) => Changed.GetValueOrDefault(path) ?? Path.Combine(Folder, path.Replace('/', Path.DirectorySeparatorChar));

    // Files, and folders where a record's file should be.
    private static IEnumerable<FileSystemInfo> Enumerate(string folder) =>
        new System.IO.Enumeration.FileSystemEnumerable<FileSystemInfo>(folder, (ref entry) => entry.ToFileSystemInfo(), Everything)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory || RecordTypes.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Path.GetExtension(entry.FileName)),
            // Folders that are links are not entered: they can lead round in a circle or out of the dataset.
            ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };

    private static (string Code, string What)? WrongLink(string folder, FileSystemInfo link)
    {
        try
        {
            var target = link.ResolveLinkTarget(returnFinalTarget: true)!;
            if (!target.Exists)
                return (Codes.FileUnreadable, "where there is nothing: it is broken");
            return target.FullName.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? null : (Codes.PathOutside, "outside images/");
        }
        catch (IOException)
        {
            return (Codes.FileUnreadable, "and from there round in a circle");
        }
    }
}
