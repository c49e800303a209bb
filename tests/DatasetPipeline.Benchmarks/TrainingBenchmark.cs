using System.Diagnostics;
using System.Globalization;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Training;
using TorchSharp;

namespace DatasetPipeline.Benchmarks;

/// <summary>
/// Optimizer steps as <c>dotnet train</c> takes them, and a whole run from the command to the adapter, beside the speed of a 1024³
/// matrix product of the same run. Time × GFLOP/s ("GEMM-GFLOP", smaller is better) compares machines; the peers' figures are
/// PyTorch 2.15 with PEFT 0.20, and ms-swift 4.6, on two cores.
/// </summary>
internal static class TrainingBenchmark
{
    private const int Steps = 8;

    // GEMM-GFLOP of a step, MiB at its height (measured in float32 alone).
    private static readonly Dictionary<string, (double Step, double? Peak)> Peers = new(StringComparer.Ordinal) { ["float32"] = (696, 2889), ["bfloat16"] = (1003, null) };
    private const double SwiftRun = 61_300;

    private static readonly string[] Ways = ["tower-each-step", "tower-cached", "tower-cached-recomputed"];

    /// <summary>Prints the tables; each row in a process of its own, so that its peak of memory is its own.</summary>
    public static int Run()
    {
        using var model = new BenchmarkModel();
        Console.WriteLine("a LoRA step                          GEMM GFLOP/s  seconds  tokens/s  GEMM-GFLOP  of PyTorch + PEFT's  peak RSS MiB  of theirs");
        foreach (var dtype in Peers.Keys)
        {
            foreach (var way in Ways)
            {
                if (ModelBenchmark.Again("training-step", dtype, way, model.Folder) is not 0 and var failed)
                    return failed;
            }
        }

        Console.WriteLine();
        Console.WriteLine("where a step's time goes, in GEMM-GFLOP, beside the arithmetic in GFLOP");
        Console.WriteLine("          tower (163)            language model  head and loss  backward  optimizer   all");
        foreach (var dtype in Peers.Keys)
        {
            if (ModelBenchmark.Again("training-parts", dtype, model.Folder) is not 0 and var failed)
                return failed;
        }

        Console.WriteLine();
        Console.WriteLine("the language model's layers  RSS MiB  of their bytes in bfloat16");
        foreach (var way in (string[])["bfloat16", "nf4"])
        {
            if (ModelBenchmark.Again("training-weights", way, model.Folder) is not 0 and var failed)
                return failed;
        }

        Console.WriteLine();
        Console.WriteLine("32 pictures, 3 epochs, from the command to the adapter");
        Console.WriteLine("                                     GEMM GFLOP/s  seconds            GEMM-GFLOP  of ms-swift's");
        foreach (var dtype in Peers.Keys)
        {
            using var dataset = new TrainingDataset(model.Folder, dtype);
            var gemm = ModelBenchmark.Gemm(ModelBenchmark.ProductOf(dtype));
            foreach (var what in (string[])["first run", "once more, what the tower saw is kept"])
            {
                var seconds = dataset.Train();
                gemm = Math.Max(gemm, ModelBenchmark.Gemm(ModelBenchmark.ProductOf(dtype)));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{dtype + ", " + what,-48}  {gemm,6:0}  {seconds,7:0.0}            {seconds * gemm,10:0}  {seconds * gemm / SwiftRun,13:0.00}"));
            }
        }

        return 0;
    }

    /// <summary>One row.</summary>
    public static int Step(string dtype, string way, string folder)
    {
        var product = ModelBenchmark.ProductOf(dtype);
        var gemm = ModelBenchmark.Gemm(product);
        var model = ModelFolder.Open(folder, dtype == "float32" ? torch.ScalarType.Float32 : torch.ScalarType.BFloat16);
        var pixels = model.Processor.Process(ModelBenchmark.Picture());
        var adapter = Adapter.Attach(model.LanguageLinears, new LoraSettings(ModelBenchmark.Rank, ModelBenchmark.Rank), seed: 1);
        using var optimizer = new AdamW(ParameterGroup.Of(adapter.Tensors), 0.9, 0.95, 1e-8, 0.1);
        var sample = ModelBenchmark.Sample(model, pixels.Grid);
        var kept = way == Ways[0] ? null : See();
        var batch = new Batch([.. Enumerable.Repeat(sample, ModelBenchmark.Batch)], () => [.. Enumerable.Range(0, ModelBenchmark.Batch).Select(_ => kept ?? See())]);
        var times = TrainingLoop.Run(model, optimizer, new(1e-4, "constant", 0, Steps), 1.0, 1, _ => [batch], CancellationToken.None, isRecomputed: way == Ways[2])
            .Select(step => step.Time.TotalSeconds).Skip(2).Order().ToList();
        gemm = Math.Max(gemm, ModelBenchmark.Gemm(product));
        var seconds = times[times.Count / 2];
        var (peer, peak) = Peers[dtype];
        var mine = ModelBenchmark.PeakMiB();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{dtype + ", " + way.Replace('-', ' '),-35}  {gemm,12:0}  {seconds,7:0.00}  {ModelBenchmark.Batch * ModelBenchmark.Tokens / seconds,8:0}  {seconds * gemm,10:0}  {seconds * gemm / peer,19:0.00}  {mine,12}  {(peak is null ? "" : (mine / peak.Value).ToString("0.00", CultureInfo.InvariantCulture)),9}"));
        return 0;

        VisionFeatures See()
        {
            using var frozen = torch.no_grad();
            return model.See(pixels);
        }
    }

    /// <summary>The parts of a step, one after the other.</summary>
    public static int Parts(string dtype, string folder)
    {
        var product = ModelBenchmark.ProductOf(dtype);
        var gemm = ModelBenchmark.Gemm(product);
        var model = ModelFolder.Open(folder, dtype == "float32" ? torch.ScalarType.Float32 : torch.ScalarType.BFloat16);
        var pixels = model.Processor.Process(ModelBenchmark.Picture());
        var adapter = Adapter.Attach(model.LanguageLinears, new LoraSettings(ModelBenchmark.Rank, ModelBenchmark.Rank), seed: 1);
        using var optimizer = new AdamW(ParameterGroup.Of(adapter.Tensors), 0.9, 0.95, 1e-8, 0.1);
        EncodedSample[] samples = [.. Enumerable.Repeat(ModelBenchmark.Sample(model, pixels.Grid), ModelBenchmark.Batch)];
        var times = new List<double[]>();
        for (var i = 0; i < Steps; i++)
        {
            using var scope = torch.NewDisposeScope();
            var clock = Stopwatch.StartNew();
            var parts = new List<double>();
            VisionFeatures[] seen;
            using (torch.no_grad())
                seen = [.. samples.Select(_ => model.See(pixels))];
            Lap();
            var stream = model.LabelStream(samples, seen, out var targets);
            Lap();
            var leaf = stream.detach();
            leaf.requires_grad = true;
            LabelLoss.Backward(model.Language, leaf, targets, (int)targets.shape[0]);
            Lap();
            stream.backward([torch.ones_like(stream)]);
            Lap();
            optimizer.Step(1e-4, 1.0);
            Lap();
            times.Add([.. parts]);

            void Lap()
            {
                parts.Add(clock.Elapsed.TotalSeconds);
                clock.Restart();
            }
        }

        gemm = Math.Max(gemm, ModelBenchmark.Gemm(product));
        var medians = Enumerable.Range(0, times[0].Length).Select(part => gemm * times.Skip(2).Select(step => step[part]).Order().ElementAt((times.Count - 2) / 2)).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{dtype,-8}  {medians[0],11:0}  {medians[1],24:0}  {medians[2],13:0}  {medians[3],8:0}  {medians[4],9:0}  {medians.Sum(),4:0}"));
        return 0;
    }

    /// <summary>What the language model's layers take of the process's memory.</summary>
    /// <param name="way">bfloat16 as they lie in the file, or nf4 as <c>quant_bits: 4</c> has them.</param>
    /// <param name="folder">The model.</param>
    public static int Weights(string way, string folder)
    {
        using var frozen = torch.no_grad();
        using (var warm = torch.zeros(512, 512).matmul(torch.zeros(512, 512)))
            warm.sum();
        // Opened once before, as the tokenizer and the rest take memory as well.
        ModelFolder.Open(folder, torch.ScalarType.BFloat16);
        GC.Collect();
        var before = ResidentKiB();
        var model = ModelFolder.Open(folder, torch.ScalarType.BFloat16, way == "nf4" ? true : null);
        foreach (var linear in model.LanguageLinears.Where(linear => linear.Quantized is null))
        {
            using var scope = torch.NewDisposeScope();
            linear.Weight.sum(); // pages of the file count once they are read
        }

        GC.Collect();
        var mebibytes = (ResidentKiB() - before) / 1024.0;
        var dense = model.LanguageLinears.Sum(linear => linear.OutFeatures * linear.InFeatures) * 2 / (double)(1 << 20);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{way,-10}  {mebibytes,12:0.0}  {mebibytes / dense,28:0.00}"));
        return 0;
    }

    private static long ResidentKiB() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
