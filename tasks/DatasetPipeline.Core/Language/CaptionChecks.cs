using DatasetPipeline.Diagnostics;
using DatasetPipeline.Language.Chinese;
using DatasetPipeline.Language.English;
using DatasetPipeline.Language.Hygiene;

namespace DatasetPipeline.Language;

/// <summary>Whether a text is a caption: whole sentences that somebody wrote.</summary>
public static class CaptionChecks
{
    private const int LongestAnalysed = 8_000;

    /// <summary>What is wrong with a caption, in the order of the text.</summary>
    /// <param name="text">The caption.</param>
    /// <param name="language">en or zh; of another language only what holds of all is checked.</param>
    public static IReadOnlyList<TextFinding> Check(string text, string language)
    {
        if (!text.Any(char.IsLetterOrDigit))
            return [new(Codes.EmptyCaption, 0, "the caption is empty; say in a sentence what is marked and why it matters")];
        var hygiene = TextHygiene.CheckCaption(text).ToList();
        // What is no language has no sentences to look for; a stray mark hides none of the other faults.
        if (hygiene.Any(finding => finding.Code is Codes.PlaceholderCaption or Codes.UnseenCharacter or Codes.MachineOutput or Codes.Mojibake or Codes.SpecialToken or Codes.TemplateVariable or Codes.Markup))
            return hygiene;
        // A text that long is no caption, and its grammar would tell nobody anything.
        if (text.Length > LongestAnalysed)
            return hygiene;
        var sentences = language switch
        {
            "en" => EnglishCaptions.Check(text),
            "zh" => ChineseCaptions.Check(text),
            _ => [],
        };
        return hygiene.Concat(sentences).OrderBy(finding => finding.Start).ThenBy(finding => finding.Code, StringComparer.Ordinal).ToList();
    }

    /// <summary>What is wrong with a text that need not be a sentence: a turn of a dialogue, a prompt.</summary>
    public static IReadOnlyList<TextFinding> CheckTurn(string text) => TextHygiene.CheckAny(text).ToList();
}
