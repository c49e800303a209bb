using System.Text.RegularExpressions;
using DatasetPipeline.Train.Starter;

namespace DatasetPipeline.Train.Evaluation;

/// <summary>What widgets are called: the starter's nouns, and the other names of widgets.txt.</summary>
internal static class WidgetNames
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.OrdinalIgnoreCase);

    static WidgetNames()
    {
        using var lines = new StreamReader(typeof(WidgetNames).Assembly.GetManifestResourceStream("Evaluation.widgets.txt")!);
        foreach (var kind in Kind.All)
            (Keys[kind.Key], Keys[kind.Chinese]) = (kind.Key, kind.Key);
        while (lines.ReadLine() is { } line)
        {
            if (line.Split(": ", 2) is not [var key, var names] || line[0] == '#')
                continue;
            foreach (var name in names.Split(", ").Append(key))
                Keys.TryAdd(name, key);
        }

        // Of two names at one place the longer one is meant.
        var alternatives = Keys.Keys.OrderByDescending(name => name.Length).ThenBy(name => name, StringComparer.Ordinal).Select(Regex.Escape).ToLookup(name => char.IsAscii(name[0]));
        English = new($@"(?<![\w-])(?<name>{string.Join('|', alternatives[true])})(?:e?s)?(?![\w-])", Options, TimeSpan.FromSeconds(1));
        Chinese = new($"(?<name>{string.Join('|', alternatives[false])})", Options, TimeSpan.FromSeconds(1));
    }

    private static RegexOptions Options => RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static Regex English { get; }

    private static Regex Chinese { get; }

    /// <summary>The widgets that a text names in English or Chinese.</summary>
    public static IEnumerable<AspectWord> In(string text) =>
        English.Matches(text).Concat(Chinese.Matches(text)).Select(match => new AspectWord(Aspect.Widget, match.Index, match.Length, Keys[match.Groups["name"].Value]));
}
