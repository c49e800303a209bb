namespace DatasetPipeline.Train.Starter;

/// <summary>What an element is called: the key is the English noun.</summary>
internal sealed record Kind(string Key, string Chinese, string ChineseWithMeasure)
{
    public static IReadOnlyList<Kind> All { get; } =
        [.. Lists.Lines("kinds.txt").Select(Lists.Cells).Select(cells => new Kind(cells[0], cells[1], cells[2]))];

    public static IReadOnlyDictionary<string, Kind> ByKey { get; } = All.ToDictionary(kind => kind.Key);
}
