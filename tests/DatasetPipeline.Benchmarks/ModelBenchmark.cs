using System.Diagnostics;
using System.Globalization;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Generation;
using DatasetPipeline.Models.Inspection;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Optimization;
using TorchSharp;

namespace DatasetPipeline.Benchmarks;

/// <summary>
/// Decoding and loading beside the speed of a 1024³ matrix product of the same run. Time × GFLOP/s
/// ("GEMM-GFLOP", smaller is better) compares machines; the peers' figures are PyTorch 2.15 with PEFT 0.20 on two cores.
/// </summary>
internal static class ModelBenchmark
{
    internal const int Batch = 2;
    internal const int Tokens = 384;
    private const int Learned = 64;
    internal const int Rank = 64;
    private const int NewTokens = 64;
    private static readonly Dictionary<string, (double Decode, double Prefill)> Peers = new(StringComparer.Ordinal)
    {
        ["float32"] = (28.7 / 173, 0.88 * 173),
        ["bfloat16"] = (52.5 / 435, 0.51 * 435),
    };

    /// <summary>Prints the table; each type of number in a process of its own, so that its peak of memory is its own.</summary>
    public static int Run()
    {
        using var model = new BenchmarkModel();
        Console.WriteLine("                    GEMM GFLOP/s  prefill s  decode tokens/s  per GEMM GFLOP/s   peers  peak RSS MiB");
        foreach (var dtype in Peers.Keys)
        {
            if (Again("models", dtype, model.Folder) is not 0 and var failed)
                return failed;
        }

        if (LinearProduct.Widens)
            Console.WriteLine("This processor (or ATEN_CPU_CAPABILITY) has no bfloat16 products: they are computed in float32, and its GEMM stands beside them.");
        using var large = new BenchmarkModel(layers: 24, hidden: 1280);
        return Again("load", large.Folder);
    }

    /// <summary>One row.</summary>
    public static int Measure(string dtypeName, string folder)
    {
        var dtype = dtypeName == "float32" ? torch.ScalarType.Float32 : torch.ScalarType.BFloat16;
        var product = ProductOf(dtypeName);
        var gemm = Gemm(product);
        var model = ModelFolder.Open(folder, dtype);
        var pixels = model.Processor.Process(Picture());

        var (prefill, decode) = Decode(model, pixels);
        gemm = Math.Max(gemm, Gemm(product));
        var peer = Peers[dtypeName];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{dtypeName,-18}  {gemm,12:0}  {prefill,9:0.00}  {decode,15:0.0}  {decode / gemm,16:0.000}  {peer.Decode,6:0.000}  {PeakMiB(),12}"));
        return 0;
    }

    /// <summary>How long a checkpoint of 1 GB takes that is in the page cache.</summary>
    public static int Load(string folder)
    {
        var bytes = new FileInfo(Path.Combine(folder, "model.safetensors")).Length;
        File.ReadAllBytes(Path.Combine(folder, "tokenizer.json"));
        foreach (var dtype in (torch.ScalarType[])[torch.ScalarType.BFloat16, torch.ScalarType.Float32])
        {
            var watch = Stopwatch.StartNew();
            using var scope = torch.NewDisposeScope();
            var model = ModelFolder.Open(folder, dtype);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loading {bytes / 1e9:0.00} GB of bfloat16 as {dtype.ToString().ToLowerInvariant()}: {watch.Elapsed.TotalSeconds:0.00} s"));
            foreach (var weight in model.Weights.Values)
                weight.Dispose();
        }

        return 0;
    }

    /// <summary>What a type's products are measured by: where bfloat16 is computed in float32, float32's.</summary>
    internal static torch.ScalarType ProductOf(string dtype) => dtype == "bfloat16" && !LinearProduct.Widens ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;

    /// <summary>512 × 512</summary>
    internal static RgbImage Picture() => RgbImage.FromBytes(512, 512, [.. Enumerable.Range(0, 512 * 512 * 3).Select(i => (byte)(i * 7 / 5))]);

    // GFLOP/s of the best of five.
    internal static double Gemm(torch.ScalarType dtype)
    {
        const long Side = 1024;
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var (a, b) = (torch.randn(Side, Side, dtype: dtype), torch.randn(Side, Side, dtype: dtype));
        a.matmul(b);
        return Enumerable.Range(0, 5).Max(_ =>
        {
            var watch = Stopwatch.StartNew();
            a.matmul(b);
            return 2e-9 * Side * Side * Side / watch.Elapsed.TotalSeconds;
        });
    }

    private static (double Prefill, double TokensPerSecond) Decode(VisionLanguageModel model, PixelValues pixels)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var sample = Sample(model, pixels.Grid);
        var prompt = new EncodedSample(sample.InputIds[..^Learned], sample.Labels[..^Learned], sample.Grids);
        var (prefills, speeds) = (new List<double>(), new List<double>());
        for (var round = 0; round < 4; round++)
        {
            var watch = Stopwatch.StartNew();
            var (prefill, count) = (0.0, 0);
            foreach (var _ in Generator.Stream(model, [new(prompt, [model.See(pixels)], new() { MaxNewTokens = NewTokens })]))
            {
                if (count++ == 0)
                    prefill = watch.Elapsed.TotalSeconds;
            }

            prefills.Add(prefill);
            speeds.Add((count - 1) / (watch.Elapsed.TotalSeconds - prefill));
        }

        return (Median(prefills[1..]), Median(speeds[1..]));
    }

    // 4 of text, a start, the picture, an end, text to the length of 384, the last 64 learned
    internal static EncodedSample Sample(VisionLanguageModel model, ImageGrid grid)
    {
        var image = model.Processor.TokensOf(grid);
        int[] ids = [.. Enumerable.Range(0, Tokens).Select(i => i >= 5 && i < 5 + image ? model.Processor.ImageTokenId : 100 + (i * 37 % 900))];
        int[] labels = [.. ids.Select((id, i) => i >= Tokens - Learned ? id : EncodedSample.NotLearned)];
        return new EncodedSample(ids, labels, [grid]);
    }

    private static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);

    internal static long PeakMiB()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    internal static int Again(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(ModelBenchmark).Assembly.Location, .. arguments]) { UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
