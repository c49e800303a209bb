using System.Text.RegularExpressions;

namespace DatasetPipeline.Language.English;

/// <summary>Cuts a caption into sentences of tokens.</summary>
internal static partial class Tokenizer
{
    /// <summary>The sentences, each with its end: the mark that closes it, or none.</summary>
    public static List<(List<Token> Tokens, bool IsClosed, bool IsQuestion)> Sentences(string text)
    {
        var sentences = new List<(List<Token>, bool, bool)>();
        var tokens = new List<Token>();
        foreach (var match in Piece().Matches(text).Cast<Match>())
        {
            var token = new Token(match.Value, match.Index, IsName(match));
            tokens.Add(token);
            if (!EndsSentence(text, match, tokens))
                continue;
            if (tokens.Any(one => one.IsWord || one.IsName))
                sentences.Add((tokens, true, token.Text[0] is '?' or '？'));
            tokens = [];
        }

        if (tokens.Any(one => one.IsWord || one.IsName))
            sentences.Add((tokens, Quotations.CloseSentence(tokens[^1].Text), false));
        return sentences;
    }

    private static bool IsName(Match match) => match.Groups["name"].Success;

    // A full stop behind an abbreviation ends a sentence where nothing follows, or a word with a capital that opens one.
    private static bool EndsSentence(string text, Match match, List<Token> tokens)
    {
        if (match.Value[0] is not ('.' or '!' or '?' or '…' or '。' or '！' or '？'))
            return false;
        var rest = text.AsSpan(match.Index + match.Length).TrimStart("\"'”’)]）」』*_ \n".AsSpan());
        if (rest.IsEmpty)
            return true;
        if (!char.IsWhiteSpace(text[match.Index + match.Length]) && match.Value[0] is not ('。' or '！' or '？') && text[match.Index + match.Length] is not ('"' or '”' or ')' or '’' or '\''))
            return false;
        var before = tokens.Count > 1 ? tokens[^2] : null;
        if (match.Value == "." && before is not null && (Words.Abbreviations.Contains(before.Word) || before.Text is [>= 'A' and <= 'Z']))
            return char.IsUpper(rest[0]) && before.Word is "p.m" or "a.m" or "etc" or "inc" or "ltd" or "co" && char.IsUpper(rest[0]);
        return !char.IsLower(rest[0]);
    }

    [GeneratedRegex(
        """
        (?<name>"(?:[^"\n]{0,200}?[^\s\d"(])?"(?![\w"]) | "[^"\n]{1,200}" | “[^”]{0,200}” | ‘[^’]{1,100}’(?!\w) | 「[^」]{0,200}」 | 『[^』]{0,200}』 | `[^`]{1,200}` | (?<![\w])'[^'\n]{2,80}'(?!\w)
          | (?:https?|file|ftp)://\S*[\w/] | [\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{0,200}\w | (?:~|\.{1,2})?(?:/[\w.+-]+)+/? | [A-Za-z]:\\[\w\\.+-]*\w | \w{1,100}(?:[/\\][\w.-]+)+/? | (?:Ctrl|Control|Alt|Shift|Cmd|Command|Option|Win)(?:\+[\w]{1,12})+
          | [$€£¥₹]\s?\d+(?:[.,]\d+)*[a-zA-Z%]* | \[[^\]\s]{1,40}\](?:[+*?]|\{\d[\d,]{0,8}\})+ | \\[dswbDSWB](?:[+*?]|\{\d[\d,]{0,8}\})*
          | \$\{?\w+\}? | \{\w[\w.\x20]{0,30}\} | --?[a-z][\w-]{0,40}(?=\s) | \w{0,80}\.\w{1,5}(?:\.\w{1,5}){0,5}(?<=\.(?:md|cs|js|ts|py|txt|log|png|jpe?g|json|ya?ml|html?|css|csv|xml|dll|exe|sh|ini|toml|conf|cfg|pdf|svg|zip|gz|net|com|org|io|dev)) | C\#|C\+\+|F\#|\.NET
          | [+-]?[\d][\d.,:/×x%°'-]*(?:\d|%|°|\b)[a-zA-Z%°]* )
        | (?:e\.g|i\.e|a\.m|p\.m|U\.S|U\.K)(?=\.)
        | [\p{L}]+(?:['’-][\p{L}\d]+)*\d* | [\p{IsCJKUnifiedIdeographs}]+
        | \.{3} | \S
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Piece();
}
