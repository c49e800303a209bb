using System.Text.Json;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Training;
using DatasetPipeline.Training;
using TorchSharp;
using Xunit.Abstractions;

namespace DatasetPipeline.Models.Tests.Training;

/// <summary>Whole runs of ms-swift, done again by the trainer that <c>dotnet train</c> uses.</summary>
public sealed class SwiftRunTests(ITestOutputHelper output)
{
    private static readonly string[] Parts = ["model", "ms_swift/run.json", "ms_swift/train.jsonl", "lora/initial"];

    /// <summary>Each run as it is, and with layers that are computed twice.</summary>
    public static TheoryData<string, bool> Runs
    {
        get
        {
            var runs = new TheoryData<string, bool>();
            foreach (string name in ((IEnumerable<object[]>)Goldens.Names(Parts)).Select(row => (string)row[0]))
            {
                runs.Add(name, false);
                runs.Add(name, true);
            }

            return runs;
        }
    }

    [GoldenTheory("model", "ms_swift/run.json", "ms_swift/train.jsonl", "lora/initial")]
    [MemberData(nameof(Runs))]
    public void Every_step_has_ms_swift_s_loss_and_the_adapter_ends_as_its_own(string architecture, bool isRecomputed)
    {
        using var scope = torch.NewDisposeScope();
        var parity = new Parity(output);
        var folder = Path.Combine(Goldens.Folder, architecture);
        var run = Path.Combine(folder, "ms_swift");
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, "run.json")));
        var settings = Read(json.RootElement.GetProperty("arguments"));
        using var folderOfModel = new SwiftModel(Path.Combine(folder, "model"));
        var model = ModelFolder.Open(folderOfModel.Folder);
        var adapter = Adapter.Load(model, Path.GetFullPath(json.RootElement.GetProperty("initial_adapter").GetString()!, run));
        using var optimizer = new AdamW(ParameterGroup.Of(adapter.Tensors, settings.LorapLrRatio), settings.AdamBeta1, settings.AdamBeta2, settings.AdamEpsilon, settings.WeightDecay);
        var samples = new TrainingSet(model, SwiftRows.Read(Path.Combine(run, "train.jsonl")), settings.PerDeviceTrainBatchSize, settings.GradientAccumulationSteps, settings.Seed, shuffle: false);
        var rate = LearningRate.Of(settings, samples.StepsPerEpoch);
        var expected = json.RootElement.GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal(expected.Count, rate.Steps);

        foreach (var (step, reference) in TrainingLoop.Run(model, optimizer, rate, settings.MaxGradNorm, settings.Seed, samples.At, CancellationToken.None, isRecomputed: isRecomputed).Zip(expected))
        {
            Assert.Equal(reference.GetProperty("learning_rate").GetDouble(), rate.At(step.Step), 1e-12); // it logs the next step's
            parity.Relative($"step {step.Step}'s loss", step.Loss, reference.GetProperty("loss").GetDouble(), 2e-3);
        }

        parity.Tell(architecture, "ms-swift, loss");
        parity = new Parity(output);
        using var final = SafetensorsFile.Open(Path.Combine(run, "final", Adapter.TensorsFile));
        parity.All(final, adapter.Tensors, 2e-3);
        parity.Tell(architecture, "ms-swift, adapter");
    }

    // The arguments are train.yaml's own words, and what is not said has the same default.
    private static TrainSettings Read(JsonElement arguments)
    {
        var path = Path.GetTempFileName();
        try
        {
            var known = arguments.EnumerateObject().Where(a => typeof(TrainSettings).GetProperties().Any(p => string.Equals(p.Name, a.Name.Replace("_", ""), StringComparison.OrdinalIgnoreCase)));
            File.WriteAllLines(path, ["model: model", .. known.Select(a => $"{a.Name}: {a.Value.GetRawText().ToLowerInvariant()}")]);
            return TrainSettings.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
