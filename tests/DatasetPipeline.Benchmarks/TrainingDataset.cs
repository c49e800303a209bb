using System.Diagnostics;
using System.Globalization;
using NetVips;

namespace DatasetPipeline.Benchmarks;

/// <summary>The dataset that ms-swift's whole run was measured on: 32 pictures of 512 × 512, a sentence of about 60 tokens each.</summary>
internal sealed class TrainingDataset : IDisposable
{
    private const int Records = 32;

    private readonly string _root = BuildBenchmark.RepositoryRoot(AppContext.BaseDirectory);
    private readonly string _folder = Directory.CreateTempSubdirectory("training-").FullName;

    public TrainingDataset(string model, string dtype)
    {
        var images = Directory.CreateDirectory(Path.Combine(_folder, "images")).FullName;
        File.WriteAllText(Path.Combine(_folder, "training.csproj"), $"""
            <Project Sdk="Microsoft.Build.NoTargets/3.7.0">
              <Import Project="{_root}/build/Dataset.targets" />
            </Project>
            """);
        File.WriteAllText(Path.Combine(_folder, "dataset.yaml"), "name: training\nsplits: {train: 1, test: 0}\nprompt: {en: What is marked?}\nseverity: {DSP2033: none, DSP5003: none, DSP2036: none}\n");
        File.WriteAllText(Path.Combine(_folder, "train.yaml"), $"""
            model: {Path.GetRelativePath(_folder, model)}
            lora_rank: 64
            lora_alpha: 128
            num_train_epochs: 3
            per_device_train_batch_size: 2
            gradient_accumulation_steps: 1
            torch_dtype: {dtype}

            """);
        for (var i = 0; i < Records; i++)
        {
            var name = Path.Combine(images, string.Create(CultureInfo.InvariantCulture, $"screen-{i:00}"));
            var random = new Random(i);
            var pixels = new byte[512 * 512 * 3];
            random.NextBytes(pixels.AsSpan(0, 512 * 3 * 64));
            using var picture = Image.NewFromMemory(pixels, 512, 512, 3, Enums.BandFormat.Uchar);
            picture.Pngsave(name + ".png");
            File.WriteAllText(name + ".yaml", string.Create(CultureInfo.InvariantCulture, $"source: screen-{i}\ncaption: Screen {i} shows the total of order {random.Next(10_000)} at the bottom right, where {random.Next(100)} of {random.Next(1000)} customers look for it first and {random.Next(100)} of them never find the line that says what delivery costs.\n"));
        }

        Dotnet("build", "-v:q", "-clp:NoSummary");
        // As in an installed trainer, it is compiled already.
        Dotnet("build", Path.Combine(_root, "tasks", "DatasetPipeline.Train"), "-c", "Release", "-v:q", "-clp:NoSummary");
    }

    /// <summary>Seconds from the command to the adapter, from the start.</summary>
    public double Train()
    {
        var clock = Stopwatch.StartNew();
        Dotnet("exec", Path.Combine(_root, "tasks", "DatasetPipeline.Train", "bin", "Release", "net10.0", "DatasetPipeline.Train.dll"), _folder, "--no-build", "--fresh");
        return clock.Elapsed.TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Dotnet(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"dotnet {arguments[0]} ended with {process.ExitCode}: {output}{error.Result}");
    }
}
