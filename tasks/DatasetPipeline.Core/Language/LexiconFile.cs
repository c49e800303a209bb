namespace DatasetPipeline.Language;

/// <summary>The lists of words that are embedded here.</summary>
internal static class LexiconFile
{
    /// <summary>A list's lines, without comments.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var resource = typeof(LexiconFile).Assembly.GetManifestResourceStream($"Language.{name}") ?? throw new ArgumentException($"there is no list {name}");
        using var reader = new StreamReader(resource);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
