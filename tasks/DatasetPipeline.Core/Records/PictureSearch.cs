using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>Which picture a record is about: the one that <c>image</c> names, or the one of its own name.</summary>
/// <param name="Picture">Its path relative to images/; null where there is none.</param>
/// <param name="Problem">Why there is none: a code and a message.</param>
internal sealed record PictureSearch(string? Picture, (string Code, string Message)? Problem)
{
    public static PictureSearch For(string recordPath, YamlMap record, DatasetFiles files) =>
        record["image"].AsText() is { Length: > 0 } image ? Named(recordPath, image, files) : SameStem(recordPath, files);

    private static PictureSearch Named(string recordPath, string image, DatasetFiles files)
    {
        var path = Path.IsPathRooted(image) ? null : Resolve(recordPath, image);
        if (path is null)
            return Fail(Codes.PathOutside, $"{Shown.Value(image)} leads out of images/; put the picture under images/ and name it relative to this file");
        if (Contains(files.Pictures, path))
            return new(path, null);
        return Fail(Codes.PictureMissing, $"there is no picture {Shown.Value(image)}{Nearest.Hint(path, files.Pictures)}");
    }

    private static PictureSearch SameStem(string recordPath, DatasetFiles files)
    {
        var stem = Path.ChangeExtension(recordPath, null);
        var pictures = files.Pictures.Where(picture => Path.ChangeExtension(picture, null) == stem).ToList();
        return pictures switch
        {
            [var picture] => new(picture, null),
            [] => Fail(Codes.PictureMissing, $"there is no picture {Shown.Value(Path.GetFileName(stem) + ".png")} beside this record; add it, or name another one with \"image: …\""),
            [var first, var second, ..] => Fail(Codes.PictureAmbiguous, $"both {Shown.Value(Path.GetFileName(first))} and {Shown.Value(Path.GetFileName(second))} have this record's name; say which one with \"image: …\""),
        };
    }

    // Relative to the record; null where it climbs out of images/.
    private static string? Resolve(string recordPath, string image)
    {
        var parts = recordPath.Split('/')[..^1].ToList();
        foreach (var part in image.Split('/'))
        {
            if (part == ".." && parts.Count == 0)
                return null;
            if (part == "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "."))
                parts.Add(part);
        }

        return string.Join('/', parts);
    }

    private static bool Contains(IReadOnlyList<string> sorted, string path) =>
        ((List<string>)sorted).BinarySearch(path, StringComparer.Ordinal) >= 0;

    private static PictureSearch Fail(string code, string message) => new(null, (code, message));
}
