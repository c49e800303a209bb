using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Yaml;
using Encoding = System.Text.Encoding;

namespace DatasetPipeline.Captures;

/// <summary>Changes keys of a record's file and leaves every other byte of it as it is.</summary>
internal static class RecordEdit
{
    /// <summary>Takes the redactions out, as the picture itself holds them now.</summary>
    public static (byte[]? Content, Diagnostic? Problem) WithoutRedactions(string path, byte[] content)
    {
        var root = YamlReader.Read(path, content).Root;
        if (root.Entries.FirstOrDefault(entry => entry.Key.Text == "redact") is not { } redact)
            return (content, null);
        var lines = Lines(content);
        var from = redact.Key.Line - 1;
        var to = root.Entries.Select(entry => entry.Key.Line - 1).Where(line => line > from).DefaultIfEmpty(lines.Count).Min();
        // Comments at the margin are about what follows.
        while (to > from + 1 && lines[to - 1].Trim() is "" or ['#', ..] && !(lines[to - 1].StartsWith(' ') && lines[to - 1].TrimStart().StartsWith('#')))
            to--;
        var edited = Join(content, lines.Take(from).Concat(lines.Skip(to)));
        return Check(path, edited, redact.Key, root.Entries.Where(entry => entry != redact), "redact");
    }

    /// <summary>Gives <c>image</c> another value.</summary>
    public static (byte[]? Content, Diagnostic? Problem) WithImage(string path, byte[] content, string image)
    {
        var root = YamlReader.Read(path, content).Root;
        if (root["image"] is not YamlScalar old)
            return (content, null);
        var lines = Lines(content);
        var (line, at) = (lines[old.Line - 1], old.Column - 1);
        var start = line.AsSpan(at).StartsWith(old.Text, StringComparison.Ordinal) ? at : line.AsSpan(Math.Min(at + 1, line.Length)).StartsWith(old.Text, StringComparison.Ordinal) ? at + 1 : -1;
        if (start >= 0)
            lines[old.Line - 1] = line[..start] + image + line[(start + old.Text.Length)..];
        return Check(path, Join(content, lines), old, root.Entries.Select(entry => entry.Key.Text == "image" ? entry with { Value = old with { Text = image } } : entry), "image");
    }

    // What was understood wrongly is left alone.
    private static (byte[]? Content, Diagnostic? Problem) Check(string path, byte[] edited, YamlScalar at, IEnumerable<YamlEntry> expected, string key)
    {
        var file = YamlReader.Read(path, edited);
        return file.Diagnostics.Count == 0 && file.Root.Entries.SaySameAs(expected)
            ? (edited, null)
            : (null, new(Codes.CaptureRefused, $"{Shown.Value(key)} cannot be changed here without a change to something else; write it as a key on lines of its own", path, at.Line, at.Column));
    }

    private static ReadOnlySpan<byte> MarkOf(byte[] content) => content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble : [];

    // Each with its end; a byte order mark is in no column.
    private static List<string> Lines(byte[] content)
    {
        var (lines, rest) = (new List<string>(), Encoding.UTF8.GetString(content.AsSpan(MarkOf(content).Length)));
        while (rest.Length > 0)
        {
            var end = rest.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var at ? at + 1 : rest.Length;
            lines.Add(rest[..end]);
            rest = rest[end..];
        }

        return lines;
    }

    private static byte[] Join(byte[] before, IEnumerable<string> lines) => [.. MarkOf(before), .. Encoding.UTF8.GetBytes(string.Concat(lines))];
}
