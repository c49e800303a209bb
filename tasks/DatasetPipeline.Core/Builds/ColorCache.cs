using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using DatasetPipeline.Images;
using DatasetPipeline.Language;

namespace DatasetPipeline.Builds;

/// <summary>The colours in which pictures have something drawn, by their content: a picture is looked at once.</summary>
internal sealed class ColorCache
{
    private readonly string _path;
    private readonly Dictionary<string, IReadOnlySet<Hue>> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlySet<Hue>> _used = new(StringComparer.Ordinal);

    public ColorCache(string path)
    {
        _path = path;
        if (!File.Exists(path) || File.ReadAllLines(path) is not [var version, .. var lines] || version != Version)
            return;
        foreach (var line in lines)
        {
            if (line.Split(' ') is [var hash, .. var names])
                _known[hash] = names.Select(name => Enum.TryParse<Hue>(name, out var hue) ? hue : (Hue?)null).OfType<Hue>().ToHashSet();
        }
    }

    private static string Version => DrawnMarks.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The colours of the picture at a path whose file has this hash; safe on several threads.</summary>
    public IReadOnlySet<Hue> Of(string path, byte[] hash)
    {
        var key = Convert.ToHexStringLower(hash);
        return _used.GetOrAdd(key, _ => _known.TryGetValue(key, out var known) ? known : DrawnMarks.HuesOf(path));
    }

    /// <summary>Keeps what was asked for.</summary>
    public void Save()
    {
        var lines = _used.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {string.Join(' ', pair.Value.Order())}\n");
        if (!_used.IsEmpty || _known.Count > 0)
            WholeFile.WriteIfDifferent(_path, Encoding.UTF8.GetBytes($"{Version}\n{string.Concat(lines)}"));
    }
}
