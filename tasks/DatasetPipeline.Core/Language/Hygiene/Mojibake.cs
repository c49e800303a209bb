using System.Text;
using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Language.Hygiene;

/// <summary>Text whose bytes were read in another encoding than they were written in, and what is left of characters that were lost.</summary>
internal static partial class Mojibake
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Encoding Western = Strict(1252);
    private static readonly Encoding Chinese = Strict(54936);

    public static IEnumerable<TextFinding> Find(string text)
    {
        if (text.IndexOf('\uFFFD') is >= 0 and var lost)
            yield return new(Codes.Mojibake, lost, "a character was lost here: U+FFFD stands in its place; write it anew");
        else if (Leftovers().Match(text) is { Success: true } leftover)
            yield return new(Codes.Mojibake, leftover.Index, $"{Shown.Value(leftover.Value)} is what is left of bytes that were no text; write it anew");
        else if (WesternRun().Matches(text).FirstOrDefault(run => Reread(run.Value, Western) is not null) is { } run)
            yield return new(Codes.Mojibake, run.Index, $"{Shown.Value(run.Value)} is {Shown.Value(Reread(run.Value, Western)!)}, read as Windows-1252; write it anew and save it as UTF-8");
        else if (Reread(text, Chinese) is { } meant && meant.Any(letter => Languages.IsHan(letter)) && meant.Length < text.Length)
            yield return new(Codes.Mojibake, 0, $"the text is {Shown.Value(meant)}, read as GB18030; write it anew and save it as UTF-8");
    }

    // The text that the bytes were meant to be, where they can be read as UTF-8.
    private static string? Reread(string text, Encoding encoding)
    {
        try
        {
            var bytes = encoding.GetBytes(text);
            var meant = Utf8.GetString(bytes);
            return meant.Length < text.Length ? meant : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Encoding Strict(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    [GeneratedRegex("锟斤拷|烫烫烫|屯屯屯", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Leftovers();

    // A lead byte of UTF-8 and what follows it, as Windows-1252 shows them.
    [GeneratedRegex("[\u00C2-\u00F4\u0152\u0153\u0160\u0161\u0178\u017D\u017E\u0192][\u0080-\u00BF\u0152\u0153\u0160\u0161\u0178\u017D\u017E\u0192\u02C6\u02DC\u2013-\u203A\u20AC\u2122]+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex WesternRun();
}
