using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Language.English;

/// <summary>Words and sentences that stand there twice.</summary>
internal static class Repetitions
{
    // She had had it; that that is; what it is is; no, no.
    private static readonly HashSet<string> MayRepeat = new(["had", "that", "is", "no", "very", "so", "do", "her", "in", "on", "bye", "knock", "far", "many", "much", "long", "ha"], StringComparer.Ordinal);

    // The button is is red, but: what it is is a mystery.
    private static bool MayStandTwice(List<Token> tokens, int i) =>
        MayRepeat.Contains(tokens[i].Word) && (tokens[i].Word is not "is" || tokens.FindIndex(0, i - 1, token => Words.Subordinators.Contains(token.Word) || token.Word is "that" or "it") >= 0);

    public static IEnumerable<TextFinding> Find(IReadOnlyList<List<Token>> sentences)
    {
        foreach (var tokens in sentences)
        {
            for (var i = 1; i < tokens.Count; i++)
            {
                if (tokens[i].IsWord && tokens[i].Word == tokens[i - 1].Word && !MayStandTwice(tokens, i) && !(i > 1 && tokens[i].Text is [>= 'A' and <= 'Z', ..] && tokens[i - 1].Text == tokens[i].Text))
                    yield return new(Codes.RepeatedWords, tokens[i].Start, $"{Shown.Value(tokens[i].Text)} stands there twice; take one away");
            }
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tokens in sentences.Where(tokens => !seen.Add(string.Join(' ', tokens.Select(token => token.Word)))))
            yield return new(Codes.RepeatedWords, tokens[0].Start, "this sentence stands there twice; take one away");
    }
}
