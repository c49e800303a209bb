using System.Diagnostics;
using System.Globalization;
using DatasetPipeline.Images;
using DatasetPipeline.Records.Marks;
using NetVips;
using SkiaSharp;
using Screen = DatasetPipeline.Benchmarks.Duplicates.Screen;

namespace DatasetPipeline.Benchmarks.Pictures;

/// <summary>
/// Screens of 1920 × 1080 brought to 1024: this project's normalisation, libvips alone for the same work, and Pillow where the
/// machine has it. The goals: four times Pillow on one core, 0.9 of libvips, with marks and redactions 0.6 of that.
/// </summary>
internal static class PicturesBenchmark
{
    private const int Screens = 24;
    private const int Resolution = 1024;
    private const int Rounds = 7;

    private static readonly Mark[] Marks =
    [
        new BoxMark(new(400, 300, 500, 200)) { Label = "提交订单" }, new ArrowMark(new(300, 900), new(900, 500)), new EllipseMark(new(1200, 200, 300, 160)),
        new HighlightMark(new(320, 640, 420, 48)), new TextMark("The total is wrong: it leaves out the delivery.", new(1100, 700)) { Wrap = 500 }, new StepMark(1, new(200, 200)),
    ];

    // Pillow's thumbnail without its shortcuts, and what PNG it writes by default.
    private const string Pillow = """
        import sys, time
        from PIL import Image
        start = time.perf_counter()
        for path in sys.argv[2:]:
            with Image.open(path) as image:
                image = image.convert('RGB')
                image.resize((1024, round(image.height * 1024 / image.width)), Image.Resampling.LANCZOS).save(sys.argv[1])
        print((len(sys.argv) - 2) / (time.perf_counter() - start))
        """;

    /// <summary>Prints the best of seven rounds: whatever else the machine does only makes a round slower.</summary>
    public static int Run()
    {
        var folder = Directory.CreateTempSubdirectory("pictures-").FullName;
        try
        {
            var paths = Enumerable.Range(0, Screens).Select(i => Path.Combine(folder, $"{i:00}.png")).ToList();
            Parallel.For(0, Screens, i => File.WriteAllBytes(paths[i], Draw(i)));
            var output = Directory.CreateDirectory(Path.Combine(folder, "out")).FullName;
            string OutputOf(string path) => Path.Combine(output, Path.GetFileName(path));

            Console.WriteLine($"{Screens} screens of 1920 × 1080, {new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length) / Screens / 1000} kB each; pictures a second, the best of {Rounds} rounds");
            var work = new (string What, Action<string> Do)[]
            {
                ("this project", path => DatasetPipeline.Images.Pictures.Write(Plain(path), OutputOf(path))),
                ("libvips alone", path => Bare(path, OutputOf(path))),
                ("this project, six marks and two redactions", path => DatasetPipeline.Images.Pictures.Write(Drawn(path), OutputOf(path))),
            };
            var speeds = new Dictionary<(string, int), double>();
            foreach (var threads in new[] { 1, 2 })
            {
                // In turns, so that whatever else the machine does weighs on all.
                var rounds = work.ToDictionary(one => one.What, _ => new List<double>(), StringComparer.Ordinal);
                for (var round = -1; round < Rounds; round++)
                {
                    foreach (var (what, action) in work)
                    {
                        var speed = Speed(paths, action, threads);
                        if (round >= 0)
                            rounds[what].Add(speed);
                    }
                }

                foreach (var (what, _) in work)
                    Print(what, threads, speeds[(what, threads)] = rounds[what].Max());
            }

            if (Enumerable.Range(0, 3).Max(_ => PillowSpeed(Path.Combine(output, "pillow.png"), paths)) is { } pillow)
            {
                Print("Pillow", 1, pillow);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"over Pillow, one core                     {speeds[(work[0].What, 1)] / pillow,7:0.00}"));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"over libvips alone, two cores             {speeds[(work[0].What, 2)] / speeds[(work[1].What, 2)],7:0.00}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"with marks over without, two cores        {speeds[(work[2].What, 2)] / speeds[(work[0].What, 2)],7:0.00}"));
            using (var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["pictures-memory", folder]) { UseShellExecute = false })!)
                process.WaitForExit();
            Encodings(paths, OutputOf);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a process holds that does nothing else: drawing the screens is no part of it.</summary>
    public static int Memory(string folder)
    {
        var output = Path.Combine(folder, "out");
        for (var round = 0; round < 10; round++)
            Speed([.. Directory.GetFiles(folder, "*.png")], path => DatasetPipeline.Images.Pictures.Write(Drawn(path), Path.Combine(output, Path.GetFileName(path))), 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"most memory over {10 * Screens} pictures with marks     {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0,7:0} MiB"));
        return 0;
    }

    private static PictureJob Plain(string path) => new(path, [], [], Resolution, Fit.Inside);

    private static PictureJob Drawn(string path) => Plain(path) with
    {
        Marks = Marks,
        Redactions = [new(new(1500, 40, 300, 40)), new(new(900, 800, 200, 100)) { Method = Records.RedactionMethod.Blur }],
    };

    private static void Encodings(List<string> paths, Func<string, string> outputOf)
    {
        Console.WriteLine("\noutput, two cores                     pictures/s   kB each");
        foreach (var encoding in new PictureEncoding[] { new(), new(OutputFormat.WebP), new(OutputFormat.WebP, 90), new(OutputFormat.Jpeg), new(OutputFormat.Jpeg, 85) })
        {
            void Write(string path) => DatasetPipeline.Images.Pictures.Write(new PictureJob(path, [], [], Resolution, Fit.Inside) { Encoding = encoding }, outputOf(path));
            var speed = Enumerable.Range(0, 3).Max(_ => Speed(paths, Write, 2));
            var size = paths.Sum(path => new FileInfo(outputOf(path)).Length) / paths.Count / 1000.0;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{encoding.Format + (encoding.Quality is { } quality ? $" {quality}" : ""),-36} {speed,11:0.0} {size,9:0.0}"));
        }
    }

    private static byte[] Draw(int i)
    {
        using var screen = new Screen(Screen.Layouts[i % 3], i).Draw();
        using var large = screen.Resize(new SKImageInfo(1920, 1200), new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var part = new SKBitmap();
        large.ExtractSubset(part, new(0, 0, 1920, 1080));
        using var png = part.Encode(SKEncodedImageFormat.Png, 100);
        // As browsers save them: without alpha.
        using var picture = Image.NewFromBuffer(png.ToArray());
        using var rgb = picture.ExtractBand(0, n: 3);
        return rgb.PngsaveBuffer();
    }

    private static void Bare(string path, string output)
    {
        using var picture = Image.NewFromBuffer(File.ReadAllBytes(path), access: Enums.Access.Sequential);
        using var small = picture.Resize((double)Resolution / picture.Width, kernel: Enums.Kernel.Lanczos3);
        File.WriteAllBytes(output, small.PngsaveBuffer(compression: 3, filter: Enums.ForeignPngFilter.None, keep: Enums.ForeignKeep.None));
    }

    private static double Speed(List<string> paths, Action<string> action, int threads)
    {
        var watch = Stopwatch.StartNew();
        Parallel.ForEach(paths, new ParallelOptions { MaxDegreeOfParallelism = threads }, action);
        return paths.Count / watch.Elapsed.TotalSeconds;
    }

    private static double? PillowSpeed(string output, List<string> paths)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Pillow, output, .. paths]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var text = python.StandardOutput.ReadToEnd();
            python.WaitForExit();
            return python.ExitCode == 0 ? double.Parse(text, CultureInfo.InvariantCulture) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static void Print(string what, int threads, double speed) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what + (threads == 1 ? ", one core" : ", two cores"),-56} {speed,7:0.0}"));
}
