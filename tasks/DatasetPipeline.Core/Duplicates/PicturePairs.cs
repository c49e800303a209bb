using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using DatasetPipeline.Images;

namespace DatasetPipeline.Duplicates;

/// <summary>
/// The pairs of alike pictures of a dataset. What a comparison saw is kept by the two files' content, and so is each picture's
/// fingerprint: after a change only the changed picture is decoded, and compared with those that have landmarks in common with it.
/// </summary>
/// <param name="cacheFolder">Where both are kept; null to keep nothing.</param>
/// <param name="limits">What a picture may cost; one that costs more is like no other.</param>
internal sealed class PicturePairs(string? cacheFolder, PictureLimits? limits = null)
{
    // Compared pictures are small, and all of them together need not be.
    private const int MostInMemory = 1000;

    /// <summary>The pairs, in order of the second and then of the first.</summary>
    public IReadOnlyList<PicturePair> Find(IReadOnlyList<DatasetPicture> pictures)
    {
        // By content: files of the same bytes are the same picture without a look at it.
        var contents = pictures
            .GroupBy(picture => Convert.ToHexStringLower(picture.Hash), StringComparer.Ordinal)
            .Select(same => new Content(same.Key, same.First().File, same.First().Group, same.Select(picture => picture.Path).ToList()))
            .ToList();
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', contents.Select(content => $"{content.Hash} {content.Group}{(content.Paths.Count > 1 ? " copied" : "")}")))));
        var verdicts = VerdictFile.Read(PathOf("likeness.txt"));
        if (verdicts.Key != key)
        {
            verdicts = Compare(contents, verdicts) with { Key = key };
            if (cacheFolder is not null)
                verdicts.Write(PathOf("likeness.txt")!);
        }

        var paths = contents.ToDictionary(content => content.Hash, content => content.Paths, StringComparer.Ordinal);
        return verdicts.Alike
            .SelectMany(pair => paths[pair.Key.Second].Skip(pair.Key.First == pair.Key.Second ? 1 : 0).Take(pair.Key.First == pair.Key.Second ? int.MaxValue : 1)
                .Select(path => Pair(paths[pair.Key.First][0], path, pair.Value)))
            .OrderBy(pair => pair.Second, StringComparer.Ordinal)
            .ThenBy(pair => pair.First, StringComparer.Ordinal)
            .ToList();
    }

    private string? PathOf(string name) => cacheFolder is null ? null : Path.Combine(cacheFolder, name);

    private VerdictFile Compare(List<Content> contents, VerdictFile known)
    {
        var fingerprints = FingerprintsOf(contents);
        var usable = contents.Where(content => fingerprints.ContainsKey(content.Hash)).ToList();
        var compared = new ConcurrentDictionary<(string, string), TileMatch?>();
        var tiles = new ConcurrentDictionary<string, TiledPicture?>(StringComparer.Ordinal);
        Parallel.ForEach(NearPictures.Nominate(usable.Select(content => fingerprints[content.Hash]).ToList()), pair =>
        {
            var (a, b) = (usable[pair.First], usable[pair.Second]);
            var (first, second) = (fingerprints[a.Hash], fingerprints[b.Hash]);
            if (first.PixelHash.AsSpan().SequenceEqual(second.PixelHash))
                return;
            if (known.Compared.TryGetValue((a.Hash, b.Hash), out var before))
                compared[(a.Hash, b.Hash)] = before;
            else if (!Comparison.MayBe(first, second))
                compared[(a.Hash, b.Hash)] = null;
            else if (TilesOf(a) is { } one && TilesOf(b) is { } other)
                compared[(a.Hash, b.Hash)] = Comparison.Of(first, second, one, other) is { Likeness.Share: >= Likeness.Near } match ? match : null;
        });

        var same = usable
            .GroupBy(content => Convert.ToHexStringLower(fingerprints[content.Hash].PixelHash), StringComparer.Ordinal)
            .SelectMany(group => group.Skip(1).Select(content => KeyValuePair.Create((group.First().Hash, content.Hash), (Likeness?)null)));
        // What cannot be decoded is like nothing, also not like a copy of itself.
        var copies = usable.Where(content => content.Paths.Count > 1).Select(content => KeyValuePair.Create((content.Hash, content.Hash), (Likeness?)null));
        return new("", compared, Confirmed(usable, fingerprints, compared).Concat(same).Concat(copies).ToDictionary());

        TiledPicture? TilesOf(Content content)
        {
            if (tiles.Count > MostInMemory)
                tiles.Clear();
            return tiles.GetOrAdd(content.Hash, _ => Usable(content, file => TiledPicture.Of(Fingerprint.Decode(file, limits).Gray)));
        }
    }

    // What two captures of one source have in common needs no telling, and no rarity.
    private static IEnumerable<KeyValuePair<(string, string), Likeness?>> Confirmed(
        List<Content> contents, Dictionary<string, Fingerprint> fingerprints, IReadOnlyDictionary<(string First, string Second), TileMatch?> compared)
    {
        var groups = contents.ToDictionary(content => content.Hash, content => content.Group, StringComparer.Ordinal);
        var alike = compared.Where(pair => pair.Value is not null && groups[pair.Key.First] != groups[pair.Key.Second]).ToList();
        if (alike.Count == 0)
            return [];
        var common = new CommonTiles(
            contents.Select(content => (fingerprints[content.Hash], content.Group)).ToList(),
            alike.SelectMany(pair => new[] { pair.Key.First, pair.Key.Second }).Distinct(StringComparer.Ordinal).Select(hash => fingerprints[hash]));
        return alike
            .Where(pair => common.Confirm(pair.Value!, (fingerprints[pair.Key.First], groups[pair.Key.First]), (fingerprints[pair.Key.Second], groups[pair.Key.Second])))
            .Select(pair => KeyValuePair.Create(pair.Key, (Likeness?)pair.Value!.Likeness));
    }

    private Dictionary<string, Fingerprint> FingerprintsOf(List<Content> contents)
    {
        var known = FingerprintFile.Read(PathOf("fingerprints.bin"));
        var made = new ConcurrentDictionary<string, Fingerprint>(StringComparer.Ordinal);
        Parallel.ForEach(contents, content =>
        {
            if (known.TryGetValue(content.Hash, out var fingerprint) || (fingerprint = Usable(content, file => Fingerprint.Of(file, limits))) is not null)
                made[content.Hash] = fingerprint;
        });
        var all = new Dictionary<string, Fingerprint>(made, StringComparer.Ordinal);
        if (cacheFolder is not null && (all.Count != known.Count || all.Keys.Any(hash => !known.ContainsKey(hash))))
            FingerprintFile.Write(PathOf("fingerprints.bin")!, all);
        return all;
    }

    // What is wrong with a picture is told where it is made.
    private T? Usable<T>(Content content, Func<byte[], T> make)
        where T : class
    {
        try
        {
            return make(PictureFile.Read(content.File, limits));
        }
        catch (PictureException)
        {
            return null;
        }
    }

    // A likeness is told from the first in order, as the pair was compared.
    private static PicturePair Pair(string a, string b, Likeness? likeness) => string.CompareOrdinal(a, b) < 0 ? new(a, b, likeness) : new(b, a, likeness);

    private sealed record Content(string Hash, string File, string Group, IReadOnlyList<string> Paths);
}
