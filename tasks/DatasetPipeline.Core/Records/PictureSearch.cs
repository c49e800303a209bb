using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>Which picture a record is about: the one that <c>image</c> names, or the one of its own name.</summary>
/// <param name="Picture">Its path relative to images/; null where there is none.</param>
/// <param name="Problem">Why there is none: a code and a message; null where that is said already.</param>
internal sealed record PictureSearch(string? Picture, (string Code, string Message)? Problem)
{
    private static readonly PictureSearch Reported = new(null, null);

    public static PictureSearch For(string recordPath, YamlMap record, DatasetFiles files) => record["image"] switch
    {
        null => SameStem(recordPath, files),
        var node when node.AsText() is { Length: > 0 } image => Named(recordPath, image, record, files),
        _ => Reported,
    };

    /// <summary>The path that <c>image</c> gives, whatever lies there; null where it gives none under images/.</summary>
    public static string? NamedPath(string recordPath, YamlMap record) =>
        record["image"].AsText() is { Length: > 0 } image && !Path.IsPathRooted(image) ? Resolve(recordPath, image) : null;

    private static PictureSearch Named(string recordPath, string image, YamlMap record, DatasetFiles files)
    {
        if (NamedPath(recordPath, record) is not { } path)
            return Fail(Codes.PathOutside, $"{Shown.Value(image)} leads out of images/; put the picture under images/ and name it relative to this file");
        if (files.IsPicture(path))
            return new(path, null);
        if (files.Refused.Contains(path))
            return Reported;
        if (files.Others.Concat(files.Records).Contains(path))
            return Fail(Codes.PictureMissing, NotRead(image));
        if (files.Pictures.Any(picture => picture.StartsWith(path + "/", StringComparison.Ordinal)))
            return Fail(Codes.PictureMissing, $"{Shown.Value(image)} is a folder; name a picture in it");
        var hint = Meant(path, files.Pictures) is { } meant ? $"; did you mean {Shown.Value(Relative(recordPath, meant))}?" : "";
        return Fail(Codes.PictureMissing, $"there is no picture {Shown.Value(image)}{hint}");
    }

    private static PictureSearch SameStem(string recordPath, DatasetFiles files)
    {
        var stem = Path.ChangeExtension(recordPath, null);
        var pictures = files.PicturesNamed(stem).ToList();
        return pictures switch
        {
            [var picture] => new(picture, null),
            [] when files.Refused.Any(IsOfName) => Reported,
            [] when files.Others.FirstOrDefault(file => IsOfName(file) && !OtherFiles.MayLieHere(file)) is { } other => Fail(Codes.PictureMissing, NotRead(Path.GetFileName(other))),
            [] => Fail(Codes.PictureMissing, $"there is no picture {Shown.Value(Path.GetFileName(stem) + ".png")} beside this record; add it, or name another one with \"image: …\""),
            [var first, var second, ..] => Fail(Codes.PictureAmbiguous, $"both {Shown.Value(Path.GetFileName(first))} and {Shown.Value(Path.GetFileName(second))} have this record's name; say which one with \"image: …\""),
        };

        bool IsOfName(string file) => Path.ChangeExtension(file, null) == stem;
    }

    private static string NotRead(string file) =>
        $"{Shown.Value(file)} is there, but {OtherFiles.TypeOf(file)} is not read as a picture; save it as PNG";

    // Its name in other letters, else the same name in another folder, else a name in the same folder that differs by a slip.
    private static string? Meant(string path, IReadOnlyList<string> pictures)
    {
        var (folder, name) = (Path.GetDirectoryName(path), Path.GetFileName(path));
        var beside = pictures.Where(picture => Path.GetDirectoryName(picture) == folder).ToLookup(picture => Path.GetFileNameWithoutExtension(picture), StringComparer.Ordinal);
        return pictures.FirstOrDefault(picture => picture.Equals(path, StringComparison.OrdinalIgnoreCase))
            ?? pictures.FirstOrDefault(picture => Path.GetFileName(picture).Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? (Nearest.To(Path.GetFileNameWithoutExtension(name), beside.Select(group => group.Key), least: 0) is { } stem ? beside[stem].First() : null);
    }

    private static string Relative(string recordPath, string picture) =>
        Path.GetRelativePath("/" + Path.GetDirectoryName(recordPath), "/" + picture).Replace(Path.DirectorySeparatorChar, '/');

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

    private static PictureSearch Fail(string code, string message) => new(null, (code, message));
}
