using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Language.Hygiene;

/// <summary>What no text may hold, in whatever language.</summary>
internal static class TextHygiene
{
    /// <summary>Characters and words that harm training wherever they stand, in a dialogue's short answer too.</summary>
    public static IEnumerable<TextFinding> CheckAny(string text) =>
        [.. UnseenCharacters.Find(text), .. Mojibake.Find(text), .. SpecialTokens.Find(text), .. TemplateVariables.Find(text)];

    /// <summary>Of what is no sentence at all, the first that fits.</summary>
    public static IEnumerable<TextFinding> CheckCaption(string text)
    {
        var any = CheckAny(text).ToList();
        if (any.Count > 0)
            return any;
        var whole = Placeholders.Find(text) ?? MachineOutput.Find(text);
        return whole is not null ? [whole] : [.. Markup.Find(text), .. Pairs.Find(text)];
    }
}
