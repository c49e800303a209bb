using System.Globalization;
using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Training;

/// <summary>
/// What PyYAML, which ms-swift reads train.yaml with, takes for something else than this reader does: it goes by YAML 1.1
/// (https://yaml.org/type/), where <c>yes</c> is true, <c>010</c> eight and <c>1:30</c> ninety. That <c>1e-4</c> is a word to it
/// does no harm: ms-swift hands every value on as a word of a command line, and Python makes a number of it there.
/// </summary>
internal static partial class PythonYaml
{
    /// <summary>Each value that the two read differently, at its place (DSP9018).</summary>
    public static IEnumerable<Diagnostic> Find(YamlFile file) =>
        from scalar in Scalars(file.Root)
        where scalar.IsPlain
        let reading = Reading(scalar)
        where reading is not null
        select new Diagnostic(Codes.SettingReadOtherwise, $"ms-swift reads {Shown.Value(scalar.Text)} as {reading}", file.Path, scalar.Line, scalar.Column);

    private static IEnumerable<YamlScalar> Scalars(YamlNode node) => node switch
    {
        YamlScalar scalar => [scalar],
        YamlList list => list.Items.SelectMany(Scalars),
        YamlMap map => map.Entries.SelectMany(entry => Scalars(entry.Value)),
        _ => [],
    };

    // Null where both read the same.
    private static string? Reading(YamlScalar scalar) => scalar.Text switch
    {
        "yes" or "Yes" or "YES" or "on" or "On" or "ON" => "true; write true, or put the word into quotes",
        "no" or "No" or "NO" or "off" or "Off" or "OFF" => "false; write false, or put the word into quotes",
        "<<" or "=" => "a sign of YAML's own; put it into quotes",
        ['0', ..] or ['-' or '+', '0', ..] when Octal().IsMatch(scalar.Text) && scalar.Text.TrimStart('+', '-', '0').Length > 1 => $"{OctalValue(scalar.Text)}, a number of base eight; leave the zeros in front out, or put it into quotes",
        [(>= '0' and <= '9') or '-' or '+' or '.', ..] when OtherNumber().IsMatch(scalar.Text) => "a number; write it in plain digits, or put it into quotes",
        [>= '0' and <= '9', ..] when Time().IsMatch(scalar.Text) || (Day().IsMatch(scalar.Text) && !IsDay(scalar.Text)) => "a time; put it into quotes",
        _ => null,
    };

    private static string OctalValue(string text)
    {
        var digits = text.TrimStart('-', '+').Replace("_", "", StringComparison.Ordinal);
        return digits.Length > 20 ? "another number" : $"{(text[0] == '-' ? "-" : "")}{Convert.ToUInt64(digits, 8).ToString(CultureInfo.InvariantCulture)}";
    }

    // A day comes out as it was written; what is none ends the reading with an error.
    private static bool IsDay(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"^[-+]?0[0-7_]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Octal();

    // Of base two or sixteen, in sixties, with underscores, infinity and NaN.
    [GeneratedRegex(
        @"^([-+]?(0b[01_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*(:[0-5]?[0-9])+|[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*|\.(inf|Inf|INF))|\.(nan|NaN|NAN)|(?=[^_]*_)[-+]?([1-9][0-9_]*|[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?)|(?=[^_]*_)\.[0-9][0-9_]*([eE][-+][0-9]+)?)\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000)]
    private static partial Regex OtherNumber();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Time();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Day();
}
