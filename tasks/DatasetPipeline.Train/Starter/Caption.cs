using DatasetPipeline.Train.Starter.Pages;

namespace DatasetPipeline.Train.Starter;

/// <summary>Writes the sentence about a mark.</summary>
internal static class Caption
{
    private static readonly Dictionary<string, string[]> Prompts = new() { ["en"] = Lists.Lines("en.prompts.txt"), ["zh"] = Lists.Lines("zh.prompts.txt") };

    /// <summary>A question: half of the time the one that datasets ask by default.</summary>
    public static string Prompt(string language, StarterRandom random) =>
        random.Chance(0.5f) ? Prompts[language][0] : random.Pick(Prompts[language]);

    /// <param name="claim">What to say.</param>
    /// <param name="language">en or zh.</param>
    /// <param name="page">The screen to name, if any.</param>
    /// <param name="label">What stands on the target, where the sentence is to quote it.</param>
    /// <param name="random">Chooses the words.</param>
    public static string Write(StarterClaim claim, string language, Page? page, string? label, StarterRandom random) =>
        language == "zh" ? ChineseCaption.Write(claim, page, label, random) : EnglishCaption.Write(claim, page, label, random);
}
