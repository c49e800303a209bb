using System.Text;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>Follows a logging.jsonl that somebody else writes.</summary>
/// <param name="path">The file; it may come later.</param>
internal sealed class SwiftLog(string path)
{
    private readonly List<byte> _unfinished = [];
    private long _read;

    /// <summary>The whole lines that have come since the last call.</summary>
    public IReadOnlyList<SwiftLine> Read()
    {
        if (!File.Exists(path))
            return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = _read;
        var buffer = new byte[1 << 16];
        var lines = new List<SwiftLine>();
        for (int count; (count = file.Read(buffer)) > 0;)
        {
            _read += count;
            foreach (var value in buffer.AsSpan(0, count))
            {
                if (value != '\n')
                {
                    _unfinished.Add(value);
                    continue;
                }

                if (SwiftLine.Parse(Encoding.UTF8.GetString([.. _unfinished])) is { } line)
                    lines.Add(line);
                _unfinished.Clear();
            }
        }

        return lines;
    }
}
