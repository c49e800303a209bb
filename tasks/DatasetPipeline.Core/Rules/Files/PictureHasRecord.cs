using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Files;

/// <summary>
/// Each picture is spoken of by a record: the one of its name, or one that names it with <c>image</c>. A file of another type,
/// which no record can speak of, is not passed over either: somebody may believe that it is trained on.
/// </summary>
internal sealed class PictureHasRecord : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset)
    {
        var used = dataset.Records.Select(record => record.Picture).OfType<string>().ToHashSet(StringComparer.Ordinal);
        // What is wrong with a record's picture is reported at the record, and at a link.
        var stems = dataset.Records.Where(record => record.Picture is null)
            .Select(record => record.Path)
            .Concat(dataset.Files.Refused)
            .Select(path => Path.ChangeExtension(path, null))
            .ToHashSet(StringComparer.Ordinal);
        var named = dataset.Records.Where(record => record.Picture is null)
            .Select(record => PictureSearch.NamedPath(record.Path, record.File.Root))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        foreach (var picture in dataset.Files.Pictures)
        {
            var stem = Path.ChangeExtension(picture, null);
            if (!used.Contains(picture) && !stems.Contains(stem))
                yield return new(Codes.RecordMissing, $"no record speaks of this picture; add {Text.Shown.Value(Path.GetFileName(stem) + ".yaml")} with a caption beside it, or take it away", dataset.Files.FullPath(picture));
        }

        foreach (var other in dataset.Files.Others.Where(other => !OtherFiles.MayLieHere(other)))
        {
            if (!named.Contains(other) && !stems.Contains(Path.ChangeExtension(other, null)))
                yield return new(Codes.RecordMissing, OtherFiles.Message(other), dataset.Files.FullPath(other));
        }
    }
}
