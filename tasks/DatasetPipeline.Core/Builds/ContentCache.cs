using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace DatasetPipeline.Builds;

/// <summary>A line about each picture, by its content: a picture is looked at once.</summary>
internal sealed class ContentCache
{
    private readonly string _path;
    private readonly string _version;
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _used = new(StringComparer.Ordinal);

    public ContentCache(string path, int version)
    {
        (_path, _version) = (path, version.ToString(CultureInfo.InvariantCulture));
        if (!File.Exists(path) || File.ReadAllLines(path) is not [var first, .. var lines] || first != _version)
            return;
        foreach (var line in lines)
        {
            if (line.Split(' ', 2) is [var hash, var text])
                _known[hash] = text;
        }
    }

    /// <summary>The line about the file that has this hash; safe on several threads.</summary>
    /// <param name="hash">SHA-256 of the file.</param>
    /// <param name="look">Looks at the file, where nobody has; its answer is one line.</param>
    public string Of(byte[] hash, Func<string> look)
    {
        var key = Convert.ToHexStringLower(hash);
        return _used.GetOrAdd(key, _ => _known.TryGetValue(key, out var known) ? known : look());
    }

    /// <summary>Keeps what was asked for.</summary>
    public void Save()
    {
        var lines = _used.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}\n");
        if (!_used.IsEmpty || _known.Count > 0)
            WholeFile.WriteIfDifferent(_path, Encoding.UTF8.GetBytes($"{_version}\n{string.Concat(lines)}"));
    }
}
