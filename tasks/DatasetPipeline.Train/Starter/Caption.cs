using DatasetPipeline.Train.Starter.Pages;

namespace DatasetPipeline.Train.Starter;

/// <summary>Writes the sentence about a mark.</summary>
internal static class Caption
{
    private static readonly Dictionary<string, string[]> Prompts = new() { ["en"] = Lists.Lines("en.prompts.txt"), ["zh"] = Lists.Lines("zh.prompts.txt") };

    /// <summary>What is marked for reasons that fit whatever stands on it: a sentence may quote these.</summary>
    private static readonly string[] Quotable = ["button", "heading", "list item", "step", "badge"];

    /// <summary>A question: half of the time the one that datasets ask by default.</summary>
    public static string Prompt(string language, StarterRandom random) =>
        random.Chance(0.5f) ? Prompts[language][0] : random.Pick(Prompts[language]);

    /// <param name="claim">What to say.</param>
    /// <param name="language">en or zh.</param>
    /// <param name="page">The screen to name, if any.</param>
    /// <param name="label">What stands on the target, to be quoted where the reason fits every text.</param>
    /// <param name="random">Chooses the words.</param>
    public static string Write(StarterClaim claim, string language, Page? page, string? label, StarterRandom random)
    {
        var quote = Quotable.Contains(claim.Target) ? label : null;
        return language == "zh" ? ChineseCaption.Write(claim, page, quote, random) : EnglishCaption.Write(claim, page, quote, random);
    }
}
