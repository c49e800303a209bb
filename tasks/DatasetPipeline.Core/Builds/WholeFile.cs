namespace DatasetPipeline.Builds;

/// <summary>Writes files so that whoever reads one sees all of the old content or all of the new.</summary>
internal static class WholeFile
{
    /// <summary>What the names of unfinished files end with; one that a killed build left is deleted by the next.</summary>
    public const string Unfinished = ".tmp";

    /// <summary>Writes the file unless it holds these bytes already.</summary>
    public static void WriteIfDifferent(string path, byte[] content)
    {
        if (Holds(path, content))
            return;

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Guid.NewGuid():n}{Unfinished}";
        try
        {
            File.WriteAllBytes(unfinished, content);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static bool Holds(string path, byte[] content) =>
        new FileInfo(path) is { Exists: true } file
        && file.Length == content.Length
        && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
}
