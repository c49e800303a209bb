using DatasetPipeline.Train.Starter.Pages;

namespace DatasetPipeline.Train.Starter;

internal static class EnglishCaption
{
    private static readonly string[] Frames = Lists.Lines("en.frames.txt");

    private static readonly Dictionary<string, string[]> Reasons = Lists.ByKey("en.reasons.txt");

    private static readonly Dictionary<string, string[]> Verbs = new()
    {
        ["box"] = ["marks", "outlines", "frames", "surrounds"],
        ["ellipse"] = ["marks", "surrounds", "encircles"],
        ["arrow"] = ["points to", "points at", "marks"],
        ["highlight"] = ["marks", "covers", "emphasises"],
        ["line"] = ["marks", "underlines"],
    };

    private static readonly Dictionary<string, string[]> Participles = new()
    {
        ["box"] = ["marked by", "outlined by", "framed by", "marked with"],
        ["ellipse"] = ["marked by", "surrounded by", "encircled by"],
        ["arrow"] = ["marked by", "pointed out by", "marked with"],
        ["highlight"] = ["marked by", "covered by", "emphasised by"],
        ["line"] = ["marked by", "underlined by", "marked with"],
    };

    public static string Write(StarterClaim claim, Page? page, string? label, StarterRandom random)
    {
        var mark = $"{claim.Color} {claim.Shape}";
        var sentence = random.Pick(Frames)
            .Replace("{mark}", mark)
            .Replace("{amark}", (claim.Color == "orange" ? "an " : "a ") + mark)
            .Replace("{shape}", claim.Shape)
            .Replace("{color}", claim.Color)
            .Replace("{verb}", random.Pick(Verbs[claim.Shape!]))
            .Replace("{done}", random.Pick(Participles[claim.Shape!]))
            .Replace("{target}", label is null ? "the " + claim.Target : $"the \"{label}\" {claim.Target}")
            .Replace("{place}", PlacePhrase(claim.Place!, random) + (page is null ? "" : " of the " + page.English))
            .Replace("{reason}", random.Pick(Reasons[claim.Target!]));
        return char.ToUpperInvariant(sentence[0]) + sentence[1..];
    }

    private static string PlacePhrase(string place, StarterRandom random) => place switch
    {
        "left" or "right" => random.Pick([$"on the {place}", $"on the {place} side", $"at the {place} edge"]),
        "middle" => "in the middle",
        "top" or "bottom" => random.Pick([$"at the {place}", $"near the {place}", $"at the {place} edge"]),
        _ => random.Pick([$"at the {place}", $"in the {place} corner", $"in the {place}"]),
    };
}
