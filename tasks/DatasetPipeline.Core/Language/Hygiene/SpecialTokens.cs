using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Language.Hygiene;

/// <summary>Marks of models and of ms-swift's templates: in a text each would become a turn's end, a picture, a film.</summary>
internal static partial class SpecialTokens
{
    public static IEnumerable<TextFinding> Find(string text) => Token().Matches(text).Select(match => new TextFinding(Codes.SpecialToken, match.Index, match.Value is "<image>"
        ? "the text holds <image>, which stands for the record's picture; the build puts it there itself, so take it away"
        : $"the text holds {Shown.Line(match.Value)}, which a model or ms-swift reads as a mark of its own and not as text; take it away, or write it in another way"));

    [GeneratedRegex(
        @"<\|[^<>|]{1,40}\|>|</?(?:image|img|video|audio|bbox|ref-object|box|ref|quad|point|think|tool_call|tool_response|IMG_CONTEXT|s|unk|pad|eos|bos|start_of_turn|end_of_turn)>|\[/?(?:INST|IMG|SYS)\]|<</?SYS>>",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Token();
}
