using System.Text.Json;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Train.Optimization;
using TorchSharp;
using Xunit.Abstractions;

namespace DatasetPipeline.Models.Tests.Training;

/// <summary>Ten steps of PyTorch on what a run of adapters in the language model leaves alone: whole weights, and adapters in the towers.</summary>
[Collection(OneGenerator.Name)]
public sealed class TenStepsTests(ITestOutputHelper output)
{
    private const string Steps = "training.json";

    /// <summary>Family, run, and whether the products are those of a reproducible training.</summary>
    public static TheoryData<string, string, bool> Runs
    {
        get
        {
            var runs = new TheoryData<string, string, bool>();
            foreach (var folder in Goldens.Architectures("cases.json", "model", "full"))
            {
                using var json = Read(folder, "full");
                foreach (var run in json.RootElement.GetProperty("runs").EnumerateArray())
                {
                    runs.Add(Path.GetFileName(folder), run.GetProperty("name").GetString()!, false);
                    runs.Add(Path.GetFileName(folder), run.GetProperty("name").GetString()!, true);
                }
            }

            return runs;
        }
    }

    /// <summary>Family, kind of adapter, and whether the products are those of a reproducible training.</summary>
    public static TheoryData<string, string, bool> Adapters
    {
        get
        {
            var adapters = new TheoryData<string, string, bool>();
            foreach (var folder in Goldens.Architectures("cases.json", "model", "towers"))
            {
                foreach (var adapter in Directory.GetDirectories(Path.Combine(folder, "towers")).Order(StringComparer.Ordinal))
                {
                    adapters.Add(Path.GetFileName(folder), Path.GetFileName(adapter), false);
                    adapters.Add(Path.GetFileName(folder), Path.GetFileName(adapter), true);
                }
            }

            return adapters;
        }
    }

    [GoldenDataTheory(typeof(TenStepsTests), nameof(Runs), "run of all weights")]
    [MemberData(nameof(Runs))]
    public void All_weights_of_the_parts_that_learn_go_where_PyTorch_s_go(string architecture, string name, bool isReproducible)
    {
        using var products = new Products(isReproducible);
        using var scope = torch.NewDisposeScope();
        var parity = new Parity(output);
        var folder = Path.Combine(Goldens.Folder, architecture);
        using var json = Read(folder, "full");
        var run = json.RootElement.GetProperty("runs").EnumerateArray().Single(run => run.GetProperty("name").GetString() == name);
        bool Learns(string key) => !run.GetProperty(key).GetBoolean();
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        List<KeyValuePair<string, torch.Tensor>> learned =
        [
            .. Learns("freeze_llm") ? model.LanguageWeights : [],
            .. Learns("freeze_vit") ? model.TowerWeights : [],
            .. Learns("freeze_aligner") ? model.AlignerWeights : [],
        ];
        var undecayed = run.GetProperty("undecayed").EnumerateArray().Select(weight => weight.GetString()!).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(undecayed.Order(StringComparer.Ordinal), learned.Where(weight => !WeightDecay.IsFor(model, weight.Key)).Select(weight => weight.Key).Order(StringComparer.Ordinal));
        foreach (var (_, tensor) in learned)
            tensor.requires_grad = true;

        GoldenSteps.Follow(parity, model, folder, json.RootElement.GetProperty("optimizer"), run.GetProperty("steps"), [.. learned.GroupBy(w => !undecayed.Contains(w.Key), w => w.Value).Select(g => new ParameterGroup([.. g], g.Key))]);

        using var expected = SafetensorsFile.Open(Path.Combine(folder, "full", name + ".safetensors"));
        var weights = learned.ToDictionary(weight => weight.Key, weight => weight.Value, StringComparer.Ordinal);
        Assert.Equal(expected.Entries.Keys.Order(StringComparer.Ordinal), weights.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, weight) in weights)
            parity.Norm(key, weight.flatten()[torch.TensorIndex.Slice(step: Math.Max(1, weight.numel() / json.RootElement.GetProperty("samples").GetInt64()))], expected.Read(key), 1e-3);
        parity.Tell(architecture, "ten steps of all weights");
    }

    [GoldenDataTheory(typeof(TenStepsTests), nameof(Adapters), "adapter in the towers")]
    [MemberData(nameof(Adapters))]
    public void Adapters_in_the_towers_have_PEFT_s_gradients_and_go_where_its_go(string architecture, string kind, bool isReproducible)
    {
        using var products = new Products(isReproducible);
        using var scope = torch.NewDisposeScope();
        var parity = new Parity(output);
        var folder = Path.Combine(Goldens.Folder, architecture);
        using var json = Read(folder, "towers");
        var run = json.RootElement.GetProperty(kind);
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var adapter = Adapter.Load(model, Path.Combine(folder, "towers", kind));
        Assert.Equal(run.GetProperty("layers").EnumerateArray().Select(layer => layer.GetString()!).Order(StringComparer.Ordinal), adapter.Tensors.Select(t => Adapter.LayerOf(t.Key)).Distinct().Order(StringComparer.Ordinal));
        foreach (var (_, tensor) in adapter.Tensors)
            tensor.requires_grad = true;

        var loss = GoldenSteps.Loss(model, folder, run.GetProperty("samples"));
        loss.backward();

        parity.Number("the loss", loss.item<float>(), run.GetProperty("loss").GetDouble(), 1e-4);
        using (var gradients = SafetensorsFile.Open(Path.Combine(folder, "towers", kind, "gradients.safetensors")))
            parity.All(gradients, adapter.Tensors.Select(tensor => KeyValuePair.Create(tensor.Key, tensor.Value.grad!)), 1e-3);
        parity.Tell(architecture, $"{kind} in the towers, gradients");

        parity = new Parity(output);
        foreach (var (_, tensor) in adapter.Tensors)
            tensor.grad!.zero_();
        GoldenSteps.Follow(parity, model, folder, json.RootElement.GetProperty("optimizer"), run.GetProperty("steps"), ParameterGroup.Of(adapter.Tensors));
        using var final = SafetensorsFile.Open(Path.Combine(folder, "towers", kind, "final", Adapter.TensorsFile));
        parity.All(final, adapter.Tensors, 1e-3);
        parity.Tell(architecture, $"{kind} in the towers, ten steps");
    }

    private static JsonDocument Read(string folder, string part) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, part, Steps)));
}
