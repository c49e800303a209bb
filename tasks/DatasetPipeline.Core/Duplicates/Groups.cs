using DatasetPipeline.Records;

namespace DatasetPipeline.Duplicates;

/// <summary>Records that must stay on one side of the split: those of one source, and those that share a picture.</summary>
public static class Groups
{
    /// <summary>
    /// The key of each record's group, by record: the first source of the group in ordinal order, or its first picture where no
    /// record has a source. Adding records to other groups does not change it.
    /// </summary>
    public static IReadOnlyDictionary<Record, string> KeysOf(IReadOnlyList<Record> records)
    {
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            var picture = PictureKey(record);
            if (record.Source is { } source)
                Join(parents, SourceKey(source), picture);
            else
                Join(parents, picture, picture);
        }

        return records.ToDictionary<Record, Record, string>(record => record, record => NameOf(Root(parents, PictureKey(record))), ReferenceEqualityComparer.Instance);
    }

    private static string SourceKey(string source) => "source:" + source;

    private static string PictureKey(Record record) => "picture:" + (record.Picture ?? record.Path);

    // The key is what people see: a source's name, or a picture's path under images/.
    private static string NameOf(string key) => key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static string Root(Dictionary<string, string> parents, string key)
    {
        while (parents.TryGetValue(key, out var parent) && parent != key)
            key = parent;
        return key;
    }

    private static void Join(Dictionary<string, string> parents, string a, string b)
    {
        parents.TryAdd(a, a);
        parents.TryAdd(b, b);
        var (first, second) = (Root(parents, a), Root(parents, b));
        if (first != second)
            parents[IsBefore(first, second) ? second : first] = IsBefore(first, second) ? first : second;
    }

    // Sources before pictures: a source's name is chosen to last.
    private static bool IsBefore(string a, string b)
    {
        var (aIsSource, bIsSource) = (a.StartsWith("source:", StringComparison.Ordinal), b.StartsWith("source:", StringComparison.Ordinal));
        return aIsSource != bIsSource ? aIsSource : string.CompareOrdinal(a, b) < 0;
    }
}
