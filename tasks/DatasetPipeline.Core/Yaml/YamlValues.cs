using System.Globalization;
using System.Text.RegularExpressions;

namespace DatasetPipeline.Yaml;

/// <summary>
/// What values mean in YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema): a plain <c>no</c> is a word,
/// <c>1e-4</c> a number. Infinity and NaN have no place in JSON and stay words. Each of these returns null for a value of
/// another kind: the schema has reported it.
/// </summary>
public static partial class YamlValues
{
    /// <summary>True for a plain null, <c>~</c> or nothing.</summary>
    public static bool IsNull(this YamlNode? node) =>
        node is YamlScalar { IsPlain: true, Text: "" or "~" or "null" or "Null" or "NULL" };

    /// <summary>The truth value.</summary>
    public static bool? AsBoolean(this YamlNode? node) => node is YamlScalar { IsPlain: true } scalar
        ? scalar.Text switch
        {
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ => null,
        }
        : null;

    /// <summary>The whole number, if it is one of 64 bits.</summary>
    public static long? AsInteger(this YamlNode? node) => node is YamlScalar { IsPlain: true } scalar
        && BeginsNumber(scalar.Text)
        && (IsShortInteger(scalar.Text) || Integer().IsMatch(scalar.Text))
        && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    /// <summary>The finite number, whole or not.</summary>
    public static double? AsNumber(this YamlNode? node) => node is YamlScalar { IsPlain: true } scalar
        && BeginsNumber(scalar.Text)
        && (IsShortInteger(scalar.Text) || Number().IsMatch(scalar.Text))
        && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : null;

    /// <summary>The text; null where the value is a number, a truth value or null.</summary>
    public static string? AsText(this YamlNode? node) =>
        node is YamlScalar scalar && !node.IsNull() && node.AsBoolean() is null && node.AsNumber() is null ? scalar.Text : null;

    /// <summary>The items of a list; none where it is not one.</summary>
    public static IReadOnlyList<YamlNode> AsItems(this YamlNode? node) => node is YamlList list ? list.Items : [];

    /// <summary>The entries of a map; none where it is not one.</summary>
    public static IReadOnlyList<YamlEntry> AsEntries(this YamlNode? node) => node is YamlMap map ? map.Entries : [];

    // Most values are words.
    private static bool BeginsNumber(string text) => text is [(>= '0' and <= '9') or '-' or '+' or '.', ..];

    // What most numbers are.
    private static bool IsShortInteger(string text) => text.Length <= 9 && text.All(char.IsAsciiDigit);

    [GeneratedRegex(@"^[-+]?[0-9]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Number();
}
