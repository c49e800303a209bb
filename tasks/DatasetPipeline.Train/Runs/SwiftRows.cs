using System.Text;
using System.Text.Json;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Train.Runs;

/// <summary>Reads rows in ms-swift's form.</summary>
public static class SwiftRows
{
    /// <summary>Every row of the file.</summary>
    /// <exception cref="DiagnosticException">The file is not there or a line is not a row (DSP9003), each line named.</exception>
    public static IReadOnlyList<SwiftRow> Read(string path)
    {
        if (!File.Exists(path))
            throw new DiagnosticException(Codes.RowsUnreadable, "the dataset is not built: run dotnet build in its folder first, or leave --no-build out", path);
        var rows = new List<SwiftRow>();
        var wrong = new List<Diagnostic>();
        foreach (var (index, line) in File.ReadLines(path, Encoding.UTF8).Index())
        {
            if (line.Length == 0)
                continue;
            try
            {
                rows.Add(Parse(line, Path.GetDirectoryName(path)!, index + 1));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                wrong.Add(new(Codes.RowsUnreadable, "the line is not a row of messages and images; build the dataset again", path, index + 1));
            }
        }

        return wrong.Count == 0 ? rows : throw new DiagnosticException(wrong);
    }

    private static SwiftRow Parse(string line, string folder, int number)
    {
        using var json = JsonDocument.Parse(line);
        var row = json.RootElement;
        return new(
            row.TryGetProperty("id", out var id) ? id.GetString()! : $"line {number}",
            [.. row.GetProperty("messages").EnumerateArray().Select(m => new Message(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!))],
            [.. row.GetProperty("images").EnumerateArray().Select(i => Path.GetFullPath(i.GetString()!, folder))]);
    }
}
