namespace DatasetPipeline.Builds;

/// <summary>Writes files so that whoever reads one sees all of the old content or all of the new.</summary>
public static class WholeFile
{
    /// <summary>What the names of unfinished files end with; one that a killed build left is deleted by the next.</summary>
    public const string Unfinished = ".tmp";

    /// <summary>Writes the file unless it holds these bytes already.</summary>
    public static void WriteIfDifferent(string path, byte[] content)
    {
        if (Holds(path, content))
            return;

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // One process at a time writes here, so what a killed one left is overwritten.
        File.WriteAllBytes(path + Unfinished, content);
        File.Move(path + Unfinished, path, overwrite: true);
    }

    private static bool Holds(string path, byte[] content) =>
        new FileInfo(path) is { Exists: true } file
        && file.Length == content.Length
        && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
}
