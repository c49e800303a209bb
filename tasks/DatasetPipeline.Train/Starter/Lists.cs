namespace DatasetPipeline.Train.Starter;

/// <summary>The text files that are part of this assembly.</summary>
internal static class Lists
{
    /// <summary>The lines of a file of Starter/Text, without empty ones and those that begin with #.</summary>
    public static string[] Lines(string file)
    {
        using var reader = new StreamReader(Open(file));
        return [.. reader.ReadToEnd().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
    }

    /// <summary>Lines of the form "key: value", their values by key in the file's order.</summary>
    public static Dictionary<string, string[]> ByKey(string file) => Lines(file)
        .Select(line => line.Split(": ", 2))
        .GroupBy(parts => parts[0], parts => parts[1])
        .ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Lines of the form "key: a | b | c".</summary>
    public static Dictionary<string, string[]> Rows(string file) =>
        ByKey(file).ToDictionary(pair => pair.Key, pair => Cells(string.Join(" | ", pair.Value)));

    public static string[] Cells(string line) => line.Split(" | ", StringSplitOptions.TrimEntries);

    public static Stream Open(string file) => typeof(Lists).Assembly.GetManifestResourceStream("Starter." + file)
        ?? throw new FileNotFoundException("Not part of the assembly: " + file);
}
