using System.Text.RegularExpressions;
using DatasetPipeline.Text;

namespace DatasetPipeline.Licenses;

/// <summary>The identifiers of SPDX's list, which are facts; the list says where they are from.</summary>
internal static partial class SpdxList
{
    private static readonly Lazy<(Dictionary<string, SpdxName> Licenses, Dictionary<string, SpdxName> Exceptions)> Names = new(Read);

    private static readonly Lazy<ILookup<string, SpdxName>> ByKey = new(() => Names.Value.Licenses.Values.ToLookup(name => Key(name.Id), StringComparer.Ordinal));

    /// <summary>A licence, however its letters are cased; null where there is none.</summary>
    public static SpdxName? License(string id) => Names.Value.Licenses.GetValueOrDefault(id);

    /// <summary>An exception that may stand after WITH.</summary>
    public static SpdxName? Exception(string id) => Names.Value.Exceptions.GetValueOrDefault(id);

    /// <summary>The licence that was most likely meant: cc-by-4, Apache License 2.0, GPLv3.</summary>
    public static string? NearestLicense(string text)
    {
        var key = Key(text);
        if (key.Length == 0)
            return null;
        var named = ByKey.Value[key].FirstOrDefault()
            ?? Newest(key)
            ?? Newest(key.TrimEnd(Digits))
            ?? ByKey.Value.Where(names => names.Key.StartsWith(key, StringComparison.Ordinal)).OrderBy(names => names.Key.Length).ThenBy(names => names.Key, StringComparer.Ordinal).FirstOrDefault()?.First();
        return named is null ? Nearest.To(text, Names.Value.Licenses.Values.Where(name => name.Successor is null).Select(name => name.Id)) : named.Current;
    }

    /// <summary>The exception that was most likely meant.</summary>
    public static string? NearestException(string text) => Nearest.To(text, Names.Value.Exceptions.Values.Select(name => name.Id)) is { } id ? Names.Value.Exceptions[id].Current : null;

    private static readonly char[] Digits = [.. "0123456789."];

    // Of ids that differ in their version alone, the last.
    private static SpdxName? Newest(string family) => family.Length == 0 ? null : ByKey.Value
        .Where(names => names.Key.StartsWith(family, StringComparison.Ordinal) && names.Key.AsSpan(family.Length).IndexOfAnyExcept(Digits) < 0)
        .OrderByDescending(names => Version.TryParse(names.Key[family.Length..] is { Length: > 0 } version ? $"{version}.0" : "0.0", out var number) ? number : new())
        .FirstOrDefault()?.First();

    // What is left of an id or a name when it does not matter how it is written: "Creative Commons Attribution 4.0" and "cc-by-4"
    // are both ccby4.
    private static string Key(string text)
    {
        var words = text.ToLowerInvariant().Replace("+", " or later", StringComparison.Ordinal);
        foreach (var (written, meant) in ((string, string)[])
            [("gnu lesser general public", "lgpl"), ("gnu affero general public", "agpl"), ("gnu general public", "gpl"), ("mozilla public", "mpl"),
            ("creative commons", "cc"), ("attribution", "by"), ("noncommercial", "nc"), ("non-commercial", "nc"), ("noderivatives", "nd"), ("noderivs", "nd"), ("sharealike", "sa")])
        {
            words = words.Replace(written, meant, StringComparison.Ordinal);
        }

        return Trifles().Replace(words, "");
    }

    private static (Dictionary<string, SpdxName>, Dictionary<string, SpdxName>) Read()
    {
        var (licenses, exceptions) = (new Dictionary<string, SpdxName>(StringComparer.OrdinalIgnoreCase), new Dictionary<string, SpdxName>(StringComparer.OrdinalIgnoreCase));
        using var reader = new StreamReader(typeof(SpdxList).Assembly.GetManifestResourceStream("Licenses.spdx.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var (names, text) = line.StartsWith("WITH ", StringComparison.Ordinal) ? (exceptions, line[5..]) : (licenses, line);
            var name = text.Split(" !") is [var id, var successor] ? new SpdxName(id, successor) : new SpdxName(text, null);
            names[name.Id] = name;
        }

        return (licenses, exceptions);
    }

    // Words that make no difference, a version's v and its last .0, and all that is neither letter nor digit nor within a version.
    [GeneratedRegex(@"\b(?:licen[sc]e|the|international|unported|universal)\b|v(?:ersion)?[ .-]*(?=\d)|(?<=\d)\.0(?![\d])|(?!(?<=\d)\.(?=\d))[^a-z0-9]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Trifles();
}
