namespace DatasetPipeline.Train.Starter;

/// <summary>What an element is called: the key is the English noun, the others are as sentences need them.</summary>
internal sealed record Kind(string Key, string EnglishWithArticle, string Chinese, string ChineseWithMeasure)
{
    public static IReadOnlyList<Kind> All { get; } =
        [.. Lists.Lines("kinds.txt").Select(Lists.Cells).Select(cells => new Kind(cells[0], cells[1], cells[2], cells[3]))];

    public static IReadOnlyDictionary<string, Kind> ByKey { get; } = All.ToDictionary(kind => kind.Key);
}
