using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DatasetPipeline.Duplicates;

namespace DatasetPipeline.Benchmarks.Duplicates;

/// <summary>
/// How many changed pictures are found again among many screens of one program, by kind of change, and how many pairs of different
/// screens are taken for the same; then the search among a million hashes.
/// </summary>
internal static class DuplicatesBenchmark
{
    private const int Screens = 100;

    public static int Run(string? folder)
    {
        var work = Directory.CreateTempSubdirectory("duplicates-").FullName;
        try
        {
            Console.WriteLine(folder is null ? $"{Screen.Layouts.Count} layouts × {Screens} screens" : $"the pictures of {folder}");
            var groups = folder is null
                ? Screen.Layouts.ToDictionary(layout => layout, layout => Enumerable.Range(0, Screens).Select(i => Changes.Png(new Screen(layout, i).Draw())).ToList(), StringComparer.Ordinal)
                : new(StringComparer.Ordinal) { ["pictures"] = Directory.GetFiles(folder, "*.png").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList() };
            var search = new Search(work, groups);
            Console.WriteLine($"{"change",-28}{string.Concat(groups.Keys.Select(name => $"{name,12}"))}  false pairs");
            Row(search, "none", (_, _, _) => null);
            foreach (var (name, change) in Changes.All)
                Row(search, name, (_, i, picture) => change(picture, new Random(i)));
            if (folder is not null)
                return 0;
            foreach (var by in new[] { 60, 200 })
                Row(search, $"scrolled by {by}", (layout, i, _) => layout == "dialog" ? null : Changes.Png(new Screen(layout, i, scroll: by).Draw()));
            Row(search, "dark colours (not sought)", (layout, i, _) => Changes.Png(new Screen(layout, i, dark: true).Draw()));
            Million();
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static void Row(Search search, string name, Func<string, int, byte[], byte[]?> change)
    {
        var (found, falsePairs) = search.With(change);
        var shares = search.Groups.Select(group => found.TryGetValue(group.Key, out var share) ? share.ToString("P1", CultureInfo.InvariantCulture) : "–");
        Console.WriteLine($"{name,-28}{string.Concat(shares.Select(share => $"{share,12}"))}  {falsePairs,11}");
    }

    private static void Million()
    {
        const int Count = 1_000_000;
        var random = new Random(1);
        var hashes = new ulong[Count];
        for (var i = 0; i < Count; i++)
            hashes[i] = i % 100 == 99 ? hashes[i - 1] ^ (1UL << random.Next(64)) ^ (1UL << random.Next(64)) : (ulong)random.NextInt64() << 1 ^ (ulong)random.NextInt64();
        var before = Process.GetCurrentProcess().PeakWorkingSet64;
        var watch = Stopwatch.StartNew();
        var pairs = HashPairs.Find(hashes, 3).Sum(found => found.Count);
        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Count} hashes, 3 of 64 bits may differ: {pairs} pairs in {seconds:0.00} s; the process's peak rose by {(Process.GetCurrentProcess().PeakWorkingSet64 - before) >> 20} to {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"));
    }

    // The screens as files, none of them declared to be of another's source; fingerprints and verdicts are kept as a build keeps them.
    private sealed class Search
    {
        private const string Changed = "~changed";

        private readonly string _folder;
        private readonly List<DatasetPicture> _originals;

        public Search(string folder, Dictionary<string, List<byte[]>> groups)
        {
            (_folder, Groups) = (folder, groups);
            _originals = groups.SelectMany(group => group.Value.Select((file, i) => Write($"{group.Key}-{i:000}", file))).ToList();
        }

        public Dictionary<string, List<byte[]>> Groups { get; }

        public (Dictionary<string, double> Found, int FalsePairs) With(Func<string, int, byte[], byte[]?> change)
        {
            var changed = new ConcurrentBag<(string Group, DatasetPicture Picture)>();
            foreach (var (group, files) in Groups)
            {
                Parallel.For(0, files.Count, i =>
                {
                    if (change(group, i, files[i]) is { } file)
                        changed.Add((group, Write($"{group}-{i:000}{Changed}", file)));
                });
            }

            var all = _originals.Concat(changed.Select(pair => pair.Picture)).OrderBy(picture => picture.Path, StringComparer.Ordinal).ToList();
            var pairs = new PicturePairs(_folder).Find(all);
            var right = pairs.Where(pair => pair.Second == pair.First + Changed).Select(pair => pair.Second).ToHashSet(StringComparer.Ordinal);
            return (
                changed.GroupBy(pair => pair.Group, StringComparer.Ordinal).ToDictionary(group => group.Key, group => (double)group.Count(pair => right.Contains(pair.Picture.Path)) / group.Count(), StringComparer.Ordinal),
                pairs.Count(pair => ScreenOf(pair.First) != ScreenOf(pair.Second)));
        }

        private static string ScreenOf(string path) => path.Replace(Changed, "", StringComparison.Ordinal);

        private DatasetPicture Write(string name, byte[] content)
        {
            var file = Path.Combine(_folder, name);
            File.WriteAllBytes(file, content);
            return new(name, file, SHA256.HashData(content), name);
        }
    }
}
