using DatasetPipeline.Records;

namespace DatasetPipeline.Duplicates;

/// <summary>A record whose picture shows what an earlier one's does, where nothing declares that the two belong together.</summary>
/// <param name="Later">The record that comes later in order of paths.</param>
/// <param name="Earlier">The one that its picture is most like.</param>
/// <param name="Likeness">How alike; null where the pixels are the same.</param>
/// <param name="OnTwoSides">Whether one is in train and the other in test, and the likeness is sure.</param>
/// <param name="Others">Further pictures that this one is like.</param>
internal sealed record AlikeRecords(Record Later, Record Earlier, Likeness? Likeness, bool OnTwoSides, int Others)
{
    /// <summary>One for each record that is later than one it is like, in order of paths.</summary>
    public static IReadOnlyList<AlikeRecords> Of(Dataset dataset)
    {
        var pairs = dataset.AlikePictures.Value;
        if (pairs.Count == 0)
            return [];
        var groups = dataset.GroupKeys;
        var byPicture = dataset.Records
            .Where(record => record.Picture is not null)
            .GroupBy(record => record.Picture!, StringComparer.Ordinal)
            .ToDictionary(records => records.Key, records => records.First(), StringComparer.Ordinal);
        return pairs
            .Where(pair => byPicture.ContainsKey(pair.First) && byPicture.ContainsKey(pair.Second))
            .Select(pair => InOrder(byPicture[pair.First], byPicture[pair.Second], pair.Likeness))
            .Where(pair => groups[pair.Earlier] != groups[pair.Later])
            .Select(pair => pair with { OnTwoSides = pair.Likeness is null or { Share: >= Likeness.Sure } && IsTrain(pair.Earlier) != IsTrain(pair.Later) })
            .GroupBy(pair => pair.Later.Path, StringComparer.Ordinal)
            .Select(alike => alike
                .OrderByDescending(pair => pair.OnTwoSides)
                .ThenByDescending(pair => pair.Likeness?.Share ?? 1)
                .ThenBy(pair => pair.Earlier.Path, StringComparer.Ordinal)
                .First() with { Others = alike.Count() - 1 })
            .OrderBy(pair => pair.Later.Path, StringComparer.Ordinal)
            .ToList();

        bool IsTrain(Record record) => Splits.IsTrain(groups[record], dataset.Settings.TrainShare);
    }

    // How a picture was moved is told from the earlier to the later one.
    private static AlikeRecords InOrder(Record first, Record second, Likeness? likeness) => string.CompareOrdinal(first.Path, second.Path) < 0
        ? new(second, first, likeness, false, 0)
        : new(first, second, likeness is null ? null : likeness with { Right = -(int)Math.Round(likeness.Right / likeness.Scale), Down = -(int)Math.Round(likeness.Down / likeness.Scale), Scale = 1 / likeness.Scale }, false, 0);
}
