using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Language.Hygiene;

/// <summary>Quotation marks and brackets come in pairs.</summary>
internal static class Pairs
{
    private const string Opening = "([{（【《「『〔“‘";
    private const string Closing = ")]}）】》」』〕”’";

    public static IEnumerable<TextFinding> Find(string text)
    {
        var open = new Stack<int>();
        var quote = -1;
        var (lastQuote, lastClosed, firstOpen) = (text.LastIndexOf('"'), text.LastIndexOf('’'), text.IndexOf('‘', StringComparison.Ordinal));
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"')
            {
                // 24" is a size.
                if (quote < 0 && i > 0 && char.IsDigit(text[i - 1]))
                    continue;
                quote = quote < 0 ? i : -1;
            }
            else if (quote >= 0 && lastQuote >= i)
            {
                // What is quoted may be cut off anywhere.
            }
            else if (Opening.Contains(c, StringComparison.Ordinal) && !(c == '‘' && IsWord(text, i + 1) && lastClosed < i))
            {
                open.Push(i);
            }
            else if (Closing.IndexOf(c, StringComparison.Ordinal) is >= 0 and var kind && !IsApostrophe(text, i, firstOpen) && !IsListLetter(text, i, open) && !IsSmiley(text, i, open))
            {
                if (open.TryPeek(out var at) && text[at] == Opening[kind])
                    open.Pop();
                else if (c == '’')
                    continue;
                else
                    return [Finding(i, c, "is closed here and was not opened")];
            }
        }

        if (quote >= 0)
            return [Finding(quote, '"', "is opened here and not closed")];
        return open.TryPop(out var left) ? [Finding(left, text[left], "is opened here and not closed")] : [];
    }

    private static TextFinding Finding(int at, char c, string what) => new(
        Codes.Unbalanced, at, $"{(c is '[' or ']' ? "a square bracket" : c is '"' ? "a quotation mark" : $"\"{c}\"")} {what}; write both or none");

    // it's, customers’, rock ’n’ roll
    private static bool IsApostrophe(string text, int i, int firstOpen) => text[i] == '’' && i > 0 && char.IsLetterOrDigit(text[i - 1]) && (i + 1 < text.Length && char.IsLetter(text[i + 1]) || text[i - 1] == 's' && (firstOpen < 0 || firstOpen > i));

    // a) and 2) in a list
    private static bool IsListLetter(string text, int i, Stack<int> open)
    {
        if (text[i] is not (')' or '）') || open.TryPeek(out var at) && text[at] is '(' or '（')
            return false;
        var start = i;
        while (start > 0 && char.IsLetterOrDigit(text[start - 1]))
            start--;
        return i - start is 1 or 2 && (start == 0 || !char.IsLetterOrDigit(text[start - 1]));
    }

    // :) and ;-)
    private static bool IsSmiley(string text, int i, Stack<int> open) =>
        text[i] == ')' && !(open.TryPeek(out var at) && text[at] == '(') && i > 0 && (text[i - 1] is ':' or ';' || i > 1 && text[i - 1] == '-' && text[i - 2] is ':' or ';');

    private static bool IsWord(string text, int i) => i < text.Length && char.IsLetterOrDigit(text[i]);
}
