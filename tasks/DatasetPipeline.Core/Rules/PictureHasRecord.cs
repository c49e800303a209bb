using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules;

/// <summary>Each picture is spoken of by a record: the one of its name, or one that names it with <c>image</c>.</summary>
internal sealed class PictureHasRecord : IRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset)
    {
        var used = dataset.Records.Select(record => record.Picture).OfType<string>().ToHashSet(StringComparer.Ordinal);
        // Two pictures of one record's name are reported there.
        var stems = dataset.Records.Where(record => record.Picture is null)
            .Select(record => Path.ChangeExtension(record.Path, null))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var picture in dataset.Files.Pictures)
        {
            var stem = Path.ChangeExtension(picture, null);
            if (!used.Contains(picture) && !stems.Contains(stem))
                yield return new(Codes.RecordMissing, Severity.Error, $"no record speaks of this picture; add {Text.Shown.Value(Path.GetFileName(stem) + ".yaml")} with a caption beside it, or take it away", dataset.Files.FullPath(picture));
        }
    }
}
