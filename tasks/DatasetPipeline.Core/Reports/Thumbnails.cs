using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using DatasetPipeline.Builds;
using DatasetPipeline.Images;
using NetVips;

namespace DatasetPipeline.Reports;

/// <summary>Small pictures for the report, made of output pictures and never of originals, which may show what is redacted; each is made once.</summary>
internal sealed class Thumbnails
{
    /// <summary>Raised by hand when a picture gives another thumbnail.</summary>
    private const int Version = 1;

    private const int Width = 480;
    private const int MostHeight = 720;

    private readonly string _cacheFile;
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _used = new(StringComparer.Ordinal);

    public Thumbnails(string cacheFile)
    {
        _cacheFile = cacheFile;
        if (!File.Exists(cacheFile) || File.ReadAllLines(cacheFile) is not [var version, .. var lines] || version != VersionLine)
            return;
        foreach (var line in lines)
        {
            if (line.Split(' ') is [var name, var content])
                _known[name] = content;
        }
    }

    private static string VersionLine => Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The thumbnails of output pictures as data URIs, by the pictures' names; none of one that cannot be read.</summary>
    /// <param name="pictures">The pictures' paths, by their names.</param>
    public IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string> pictures)
    {
        Parallel.ForEach(pictures, picture =>
        {
            if ((_known.GetValueOrDefault(picture.Key) ?? Make(picture.Value)) is { } content)
                _used[picture.Key] = content;
        });
        var kept = _used.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}\n");
        if (_used.Keys.Any(name => !_known.ContainsKey(name)) || _used.Count != _known.Count)
            WholeFile.WriteIfDifferent(_cacheFile, Encoding.UTF8.GetBytes($"{VersionLine}\n{string.Concat(kept)}"));
        return _used.ToDictionary(pair => pair.Key, pair => $"data:image/webp;base64,{pair.Value}", StringComparer.Ordinal);
    }

    private static string? Make(string path)
    {
        try
        {
            using var picture = PictureDecoder.Open(File.ReadAllBytes(path), PictureLimits.OfOutputs);
            using var small = picture.ThumbnailImage(Width, height: MostHeight, size: Enums.Size.Down);
            return Convert.ToBase64String(small.WebpsaveBuffer(q: 72, keep: Enums.ForeignKeep.None));
        }
        catch (Exception e) when (e is VipsException or PictureException)
        {
            // Somebody has damaged an output; the page does without.
            return null;
        }
    }
}
