namespace DatasetPipeline.Yaml;

/// <summary>Whether values say the same, wherever they stand.</summary>
internal static class YamlComparison
{
    /// <summary>The same keys, items and words, in the same order.</summary>
    public static bool SaysSameAs(this YamlNode? node, YamlNode? other) => (node, other) switch
    {
        (YamlScalar a, YamlScalar b) => a.Text == b.Text && a.IsPlain == b.IsPlain,
        (YamlList a, YamlList b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(pair => pair.First.SaysSameAs(pair.Second)),
        (YamlMap a, YamlMap b) => a.Entries.SaySameAs(b.Entries),
        _ => node is null && other is null,
    };

    /// <inheritdoc cref="SaysSameAs"/>
    public static bool SaySameAs(this IEnumerable<YamlEntry> entries, IEnumerable<YamlEntry> others)
    {
        var (these, those) = (entries.ToList(), others.ToList());
        return these.Count == those.Count && these.Zip(those).All(pair => pair.First.Key.Text == pair.Second.Key.Text && pair.First.Value.SaysSameAs(pair.Second.Value));
    }
}
