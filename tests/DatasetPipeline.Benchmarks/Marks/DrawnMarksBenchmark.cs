using System.Diagnostics;
using System.Globalization;
using DatasetPipeline.Benchmarks.Duplicates;
using DatasetPipeline.Images;
using DatasetPipeline.Language;
using SkiaSharp;

namespace DatasetPipeline.Benchmarks.Marks;

/// <summary>
/// How many marks that are drawn into screens are found, of their kind, colour and place, and how many are found that nobody drew.
/// </summary>
internal static class DrawnMarksBenchmark
{
    private const int Screens = 600;

    public static int Run(string? folder)
    {
        if (folder is not null)
            return OfFolder(folder);
        Console.WriteLine($"{Screens} screens with a mark each, {Screen.Layouts.Count} layouts, a fifth of them dark; as many without");
        Console.WriteLine($"{"",-22}{string.Concat(DrawnScreen.Files.Select(file => $"{file,12}"))}");
        var found = DrawnScreen.Files.ToDictionary(file => file, _ => new List<(DrawnScreen Screen, bool IsFound, bool HasHue)>());
        var (others, watch, count) = (DrawnScreen.Files.ToDictionary(file => file, _ => new List<DrawnMark>()), new Stopwatch(), 0);
        for (var i = 0; i < Screens; i++)
        {
            var screen = new DrawnScreen(i);
            foreach (var file in DrawnScreen.Files)
            {
                var picture = DrawnScreen.As(screen.Png, file);
                watch.Start();
                var marks = DrawnMarks.Find(picture);
                watch.Stop();
                count++;
                var hit = marks.FirstOrDefault(mark => Is(mark, screen));
                others[file].AddRange(marks.Where(mark => mark != hit));
                found[file].Add((screen, hit is not null, HuesIn(picture).Contains(screen.Hue)));
            }
        }

        foreach (var kind in found["PNG"].Select(one => one.Screen.Kind).Distinct().Order(StringComparer.Ordinal))
            Row($"recall, {kind}", file => Share(found[file].Where(one => one.Screen.Kind == kind)));
        for (var stroke = 2; stroke <= 8; stroke++)
            Row(string.Create(CultureInfo.InvariantCulture, $"recall, {stroke} px"), file => Share(found[file].Where(one => one.Screen.Kind != "highlight" && one.Screen.Stroke == stroke)));
        foreach (var hue in found["PNG"].Select(one => one.Screen.Hue).Distinct().Order())
            Row($"recall, {hue.ToString().ToLowerInvariant()}", file => Share(found[file].Where(one => one.Screen.Hue == hue)));
        Row("recall, shadow", file => Share(found[file].Where(one => one.Screen.IsShadowed)));
        foreach (var layout in Screen.Layouts)
            Row($"recall, {layout}", file => Share(found[file].Where(one => one.Screen.Layout == layout)));
        Row("recall, all", file => Share(found[file]));
        Row("precision", file => Percent(found[file].Count(one => one.IsFound) / (double)(found[file].Count(one => one.IsFound) + others[file].Count)));
        foreach (var kind in others.Values.SelectMany(marks => marks).Select(mark => mark.Kind).Distinct().Order())
            Row($"too many: {kind.ToString().ToLowerInvariant()}", file => others[file].Count(mark => mark.Kind == kind).ToString(CultureInfo.InvariantCulture));
        Row("hue seen by the rule", file => Percent(found[file].Count(one => one.HasHue) / (double)Screens));
        Unmarked();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalMilliseconds / count:0.0} ms a picture of {Screen.Width} × {Screen.Height}, with decoding"));
        return 0;
    }

    private static void Unmarked()
    {
        var without = Enumerable.Range(0, Screens).Select(i =>
        {
            using var bitmap = new Screen(Screen.Layouts[i % Screen.Layouts.Count], i, dark: i % 5 == 4).Draw();
            return Changes.Png(bitmap);
        }).ToList();
        Row("found where none is", file => without.Sum(png => DrawnMarks.Find(DrawnScreen.As(png, file)).Count).ToString(CultureInfo.InvariantCulture));
        Row("red seen by the rule", file => Percent(without.Count(png => HuesIn(DrawnScreen.As(png, file)).Contains(Hue.Red)) / (double)Screens));
    }

    // Pictures that hold no mark in their pixels.
    private static int OfFolder(string folder)
    {
        foreach (var path in Directory.GetFiles(folder, "*.png").Order(StringComparer.Ordinal))
        {
            var file = File.ReadAllBytes(path);
            Console.WriteLine($"{Path.GetFileName(path)}: {string.Join("; ", DrawnMarks.Find(file))} | {string.Join(' ', HuesIn(file))}");
        }

        return 0;
    }

    private static bool Is(DrawnMark mark, DrawnScreen screen)
    {
        var box = new SKRect((float)mark.Box.X, (float)mark.Box.Y, (float)(mark.Box.X + mark.Box.Width), (float)(mark.Box.Y + mark.Box.Height));
        var drawn = screen.Box;
        if (screen.Kind != "highlight")
            drawn.Inflate(screen.Stroke / 2f, screen.Stroke / 2f);
        var both = SKRect.Intersect(box, drawn);
        var shared = Math.Max(0, both.Width) * Math.Max(0, both.Height);
        return mark.Kind == screen.Named && mark.Hue == screen.Hue && shared / ((box.Width * box.Height) + (drawn.Width * drawn.Height) - shared) > 0.7;
    }

    private static IReadOnlySet<Hue> HuesIn(byte[] picture) => DrawnMarks.HuesOf(picture);

    private static string Share(IEnumerable<(DrawnScreen Screen, bool IsFound, bool HasHue)> found) =>
        found.ToList() is { Count: > 0 } all ? Percent(all.Count(one => one.IsFound) / (double)all.Count) : "–";

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);

    private static void Row(string name, Func<string, string> of) => Console.WriteLine($"{name,-22}{string.Concat(DrawnScreen.Files.Select(file => $"{of(file),12}"))}");
}
