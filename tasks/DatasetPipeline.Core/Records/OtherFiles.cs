using DatasetPipeline.Text;

namespace DatasetPipeline.Records;

/// <summary>Files under images/ that are neither records nor of a type that is read as a picture.</summary>
internal static class OtherFiles
{
    private static readonly HashSet<string> Notes = new(StringComparer.OrdinalIgnoreCase) { ".md", ".txt" };

    // What file managers leave behind.
    private static readonly HashSet<string> Leavings = new(StringComparer.OrdinalIgnoreCase) { "Thumbs.db", "desktop.ini" };

    private static readonly HashSet<string> UnreadPictures = new(StringComparer.OrdinalIgnoreCase)
    {
        ".ai", ".cr2", ".cur", ".dng", ".emf", ".eps", ".exr", ".hdr", ".heic", ".heif", ".ico", ".j2k", ".jp2", ".jxl",
        ".nef", ".pbm", ".pcx", ".pdf", ".pgm", ".pnm", ".ppm", ".psd", ".raw", ".svg", ".svgz", ".tga", ".wmf", ".xcf",
    };

    /// <summary>Whether nobody takes the file for a part of the dataset: a note, or a name that begins with a dot.</summary>
    public static bool MayLieHere(string path) =>
        Notes.Contains(Path.GetExtension(path)) || Leavings.Contains(Path.GetFileName(path)) || path.Split('/').Any(part => part.StartsWith('.'));

    /// <summary>What is wrong with a file that lies here and that no record names.</summary>
    public static string Message(string path) => UnreadPictures.Contains(Path.GetExtension(path))
        ? $"no record speaks of this picture, and {TypeOf(path)} is not read; save it as PNG with {Shown.Value(Path.GetFileNameWithoutExtension(path) + ".yaml")} beside it, or take it away"
        : $"images/ holds pictures and their records, and {TypeOf(path)} is not read as either; take the file out of images/, or save a picture as PNG";

    /// <summary><c>the type .svg</c></summary>
    public static string TypeOf(string path) =>
        Path.GetExtension(path) is { Length: > 1 } type ? $"the type {Shown.Text(type)}" : "a file without a type";
}
