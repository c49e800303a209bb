using DatasetPipeline.Builds;
using DatasetPipeline.Models.Tests;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>A built dataset of six pictures in a folder of its own, with the goldens' tiny model as its base.</summary>
internal sealed class TinyDataset : IDisposable
{
    private static readonly string[] Pictures = ["ui_20x20", "ui_224x224", "ui_37x201", "ui_320x192", "ui_101x99_rgba", "ui_150x130_gray"];

    public TinyDataset(int epochs = 2)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "images"));
        File.WriteAllText(Path.Combine(Folder, "dataset.yaml"), "name: tiny\nresolution: 256\nsplits: {train: 1, test: 0}\n");
        WriteTraining($"num_train_epochs: {epochs}");
        foreach (var name in Pictures)
        {
            File.Copy(Path.Combine(Goldens.Own, "images", name + ".png"), Path.Combine(Folder, "images", name + ".png"));
            Caption(name, $"The picture is called {name}.");
        }

        Build();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("tiny ").FullName;

    public string Adapter => Path.Combine(Folder, "bin", "adapter");

    public string Picture => Path.Combine(Folder, "images", "ui_224x224.png");

    public static string Model => Path.Combine(Goldens.Own, "qwen3_vl", "model");

    /// <summary>A copy of the model, or of another, to break, which train.yaml then names.</summary>
    public string CopyModel(string? model = null)
    {
        var copy = Directory.CreateDirectory(Path.Combine(Folder, "base")).FullName;
        foreach (var file in Directory.GetFiles(model ?? Model))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        File.WriteAllText(Path.Combine(Folder, "train.yaml"), File.ReadAllText(Path.Combine(Folder, "train.yaml")).Replace(Path.GetRelativePath(Folder, Model), "base", StringComparison.Ordinal));
        return copy;
    }

    public void WriteTraining(params string[] lines)
    {
        // Each step as short as it can be; what a test says itself stands in its place.
        string[] usual = ["lora_rank: 4", "learning_rate: 1.0e-2", "per_device_train_batch_size: 2", "gradient_accumulation_steps: 1", "torch_dtype: float32"];
        File.WriteAllLines(
            Path.Combine(Folder, "train.yaml"),
            [$"model: {Path.GetRelativePath(Folder, Model)}", .. usual.Where(line => !(line.StartsWith("lora_", StringComparison.Ordinal) && lines.Contains("tuner_type: full")) && !lines.Any(own => own.StartsWith(line[..(line.IndexOf(':', StringComparison.Ordinal) + 1)], StringComparison.Ordinal))), .. lines]);
    }

    public void Caption(string picture, string text) => File.WriteAllText(Path.Combine(Folder, "images", picture + ".yaml"), $"caption: {text}\n");

    public void Build()
    {
        var report = DatasetBuild.Run(
            new BuildOptions(Folder, Path.Combine(Folder, "bin", "dataset"), Path.Combine(Folder, "obj", "dataset"), [], _ => false),
            CancellationToken.None);
        Assert.NotNull(report.Summary);
    }

    /// <summary>Every file of the adapter's folder with its bytes and its time.</summary>
    public SortedDictionary<string, (string Bytes, DateTime Written)> AdapterFiles() => new(
        Directory.EnumerateFiles(Adapter).ToDictionary(
            file => Path.GetFileName(file),
            file => (Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))), File.GetLastWriteTimeUtc(file))),
        StringComparer.Ordinal);

    public static byte[] Weights(string model) => File.ReadAllBytes(Path.Combine(model, "model.safetensors"));

    public static byte[] Tensors(string adapter) => File.ReadAllBytes(Path.Combine(adapter, "adapter_model.safetensors"));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
