using System.Globalization;
using NetVips;

namespace DatasetPipeline.Benchmarks;

/// <summary>
/// A dataset of any size: different screens of coloured areas, each with a sentence of its own and a mark. The same count gives
/// the same bytes.
/// </summary>
internal static class GeneratedDataset
{
    private const int Width = 800;
    private const int Height = 500;

    private static readonly string[] Marks = ["red box", "blue arrow", "green ellipse", "orange line"];
    private static readonly string[] Things = ["search field", "tax total", "delivery date", "sign-in link", "stock count", "error banner", "export menu", "row of filters", "avatar", "order number", "price column", "status icon"];
    private static readonly string[] Places = ["at the top", "in the footer", "beside the logo", "under the chart", "in the second row", "on the left", "above the table", "in the dialog"];
    private static readonly string[] Verbs = ["marks", "points at", "surrounds", "shows", "underlines", "picks out"];
    private static readonly string[] Reasons =
    [
        "it stays empty after a refresh", "two clerks read it differently", "its colour fails the contrast check", "customers overlook it on a phone",
        "the amount is rounded twice", "it opens the wrong page", "the label was cut off in German", "nobody had tested it with a long name",
        "the value is a day old", "it accepts letters where digits belong", "the hint vanishes too early", "it moved in the last release",
    ];

    /// <summary>Writes the dataset's project, settings, pictures and records into an empty folder.</summary>
    public static void Write(string folder, int records, string repository)
    {
        var images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        File.WriteAllText(Path.Combine(folder, "growth.csproj"), $"""
            <Project Sdk="Microsoft.Build.NoTargets/3.7.0">
              <Import Project="{repository}/build/Dataset.targets" />
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "dataset.yaml"), "name: growth\nlicense: CC0-1.0\nannotator: growth\n");
        File.WriteAllText(Path.Combine(folder, "train.yaml"), $"model: {repository}/models/starter\nmax_length: 4096\n");
        Parallel.For(0, records, i => WriteRecord(images, i));
    }

    /// <summary>Gives one record another sentence.</summary>
    public static void Change(string folder, int record, int time) =>
        File.WriteAllText(RecordPath(Path.Combine(folder, "images"), record), RecordText(record, string.Create(CultureInfo.InvariantCulture, $"After change {time} it differs again.")));

    private static void WriteRecord(string images, int i)
    {
        var path = RecordPath(images, i);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(Path.ChangeExtension(path, ".png"), Screen(new Random(i)));
        File.WriteAllText(path, RecordText(i, ""));
    }

    // A hundred to a folder, as people would keep them.
    private static string RecordPath(string images, int i) =>
        Path.Combine(images, string.Create(CultureInfo.InvariantCulture, $"{i / 100:000}"), string.Create(CultureInfo.InvariantCulture, $"screen-{i:00000}.yaml"));

    private static string RecordText(int i, string further)
    {
        var random = new Random(i);
        var mark = Of(Marks, random);
        var numbers = string.Join(", ", new[] { 20 + random.Next(600), 20 + random.Next(400), 40 + random.Next(80), 20 + random.Next(40) });
        var kind = mark[(mark.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        var drawn = kind switch { "line" => $"line: [[20, 30], [{20 + random.Next(700)}, 60]]", _ => $"{kind}: [{numbers}]" };
        return $"""
            # record {i}
            caption: >-
              The {mark} {Of(Verbs, random)} the {Of(Things, random)} {Of(Places, random)} of screen {i},
              because {Of(Reasons, random)} and {Of(Reasons, random)}. {further}
            source: screen-{i}
            annotated: 2026-0{1 + random.Next(9)}-1{random.Next(10)}
            marks:
              - {drawn}
                color: {mark[..mark.IndexOf(' ', StringComparison.Ordinal)]}

            """;
    }

    private static byte[] Screen(Random random)
    {
        var pixels = new byte[Width * Height * 3];
        Array.Fill(pixels, (byte)(235 + random.Next(20)));
        for (var area = 0; area < 60; area++)
        {
            var (left, top) = (random.Next(Width - 20), random.Next(Height - 10));
            var (right, bottom) = (Math.Min(Width, left + 10 + random.Next(160)), Math.Min(Height, top + 6 + random.Next(50)));
            var (red, green, blue) = ((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
            for (var y = top; y < bottom; y++)
            {
                for (var x = left; x < right; x++)
                    (pixels[((y * Width) + x) * 3], pixels[(((y * Width) + x) * 3) + 1], pixels[(((y * Width) + x) * 3) + 2]) = (red, green, blue);
            }
        }

        using var picture = Image.NewFromMemory(pixels, Width, Height, 3, Enums.BandFormat.Uchar);
        return picture.PngsaveBuffer(compression: 3, filter: Enums.ForeignPngFilter.None);
    }

    private static string Of(string[] words, Random random) => words[random.Next(words.Length)];
}
