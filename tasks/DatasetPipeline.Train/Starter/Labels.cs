namespace DatasetPipeline.Train.Starter;

/// <summary>The texts that stand on drawn elements, by language and sort.</summary>
internal static class Labels
{
    private static readonly Dictionary<string, string[]> English = Lists.Rows("en.labels.txt");

    private static readonly Dictionary<string, string[]> Chinese = Lists.Rows("zh.labels.txt");

    public static IReadOnlyDictionary<string, string[]> Of(string language) => language == "zh" ? Chinese : English;
}
