using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Lora;
using TorchSharp;
using Xunit.Abstractions;

namespace DatasetPipeline.Models.Tests;

/// <summary>LoRA, rsLoRA and DoRA: every adapter beside a checkpoint for which there are logits.</summary>
public sealed class AdapterKindTests(ITestOutputHelper output)
{
    private const string Logits = ".logits";

    /// <summary>Architecture, adapter, case.</summary>
    public static TheoryData<string, string, string> Adapters
    {
        get
        {
            var adapters = new TheoryData<string, string, string>();
            foreach (var architecture in Goldens.Architectures("model", "tensors.safetensors", "lora"))
            {
                using var tensors = SafetensorsFile.Open(Path.Combine(architecture, "tensors.safetensors"));
                foreach (var folder in Directory.GetDirectories(Path.Combine(architecture, "lora")).Order(StringComparer.Ordinal))
                {
                    var name = Path.GetFileName(folder);
                    foreach (var key in tensors.Entries.Keys.Where(key => KeyOf(key, name) is not null))
                        adapters.Add(Path.GetFileName(architecture), name, KeyOf(key, name)!);
                }
            }

            return adapters;
        }
    }

    [GoldenDataTheory(typeof(AdapterKindTests), nameof(Adapters), "logits of an adapter")]
    [MemberData(nameof(Adapters))]
    public void Logits_are_those_of_PEFT_and_stay_when_the_adapter_is_merged(string architecture, string name, string testCase)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var parity = new Parity(output);
        var folder = Path.Combine(Goldens.Folder, architecture);
        using var tensors = SafetensorsFile.Open(Path.Combine(folder, "tensors.safetensors"));
        var expected = tensors.Read(tensors.Entries.Keys.Single(key => KeyOf(key, name) == testCase));
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var golden = GoldenCase.Of(folder, testCase);
        var (sample, seen) = golden.Prepare(model);

        var adapter = Adapter.Load(model, Path.Combine(folder, "lora", name));
        parity.Elements("logits", Said(), expected, 1e-4);
        adapter.Merge();
        parity.Elements("merged logits", Said(), expected, 1e-4);

        Assert.All(model.LanguageLinears, linear => Assert.Null(linear.Lora));
        parity.Tell(architecture, $"{name} logits");

        torch.Tensor Said() => model.Language.Logits(model.Language.Forward(model.Lay([sample], seen)).index_select(0, torch.tensor(golden.LogitPositions)));
    }

    [GoldenDataTheory(typeof(AdapterKindTests), nameof(Adapters), "logits of an adapter")]
    [MemberData(nameof(Adapters))]
    public void Gradients_are_those_of_PEFT(string architecture, string name, string testCase)
    {
        var folder = Path.Combine(Goldens.Folder, architecture);
        var gradients = Path.Combine(folder, "lora", name, "gradients_layer0.safetensors");
        if (!File.Exists(gradients))
            return; // the plain adapter's lie elsewhere: LoraTests
        using var scope = torch.NewDisposeScope();
        var parity = new Parity(output);
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var (sample, seen) = GoldenCase.Of(folder, testCase).Prepare(model);
        var adapter = Adapter.Load(model, Path.Combine(folder, "lora", name));
        foreach (var (_, tensor) in adapter.Tensors)
            tensor.requires_grad = true;

        model.Loss([sample], seen).backward();

        using var expected = SafetensorsFile.Open(gradients);
        parity.All(expected, adapter.Tensors.Select(t => KeyValuePair.Create(t.Key, t.Value.grad!)), 1e-4);
        parity.Tell(architecture, $"{name} gradients");
    }

    [GoldenDataTheory(typeof(AdapterKindTests), nameof(Adapters), "logits of an adapter")]
    [MemberData(nameof(Adapters))]
    public void What_is_saved_is_the_file_that_PEFT_wrote(string architecture, string name, string testCase)
    {
        _ = testCase;
        using var scope = torch.NewDisposeScope();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var copy = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var model = ModelFolder.Open(Path.Combine(folder, "model"));
            Adapter.Load(model, Path.Combine(folder, "lora", name)).Save(copy, model, "model");
            using var expected = SafetensorsFile.Open(Path.Combine(folder, "lora", name, Adapter.TensorsFile));
            using var saved = SafetensorsFile.Open(Path.Combine(copy, Adapter.TensorsFile));
            Assert.Equal(expected.Entries.Keys.Order(StringComparer.Ordinal), saved.Entries.Keys.Order(StringComparer.Ordinal));
            Assert.All(expected.Entries.Keys, key => Assert.True(expected.Read(key).equal(saved.Read(key)).all().item<bool>(), key));
            foreach (var setting in (string[])["use_dora", "use_rslora"])
                Assert.Equal(Flag(Path.Combine(folder, "lora", name), setting), Flag(copy, setting));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }

        static bool Flag(string adapter, string key) => ModelConfig.Read(Path.Combine(adapter, Adapter.ConfigFile)).Flag(key, otherwise: false);
    }

    [Fact]
    public void A_new_DoRA_adapter_changes_nothing_and_its_magnitudes_are_the_lengths_of_the_rows()
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var linear = new Linear(new RandomWeights(1), torch.ScalarType.Float32, "layer", 6, 5, bias: true);
        var x = torch.randn([3, 6], generator: new torch.Generator(3));
        var before = linear.Forward(x);

        Adapter.Attach([linear], new LoraSettings(2, 4, UseDora: true), seed: 3);

        Assert.True(linear.Forward(x).sub(before).abs().max().item<float>() <= 1e-6);
        var magnitude = ((DoraLayer)linear.Lora!).Magnitude;
        Assert.True(magnitude.sub(linear.Weight.norm(1)).abs().max().item<float>() <= 1e-6);
    }

    [Fact]
    public void A_row_of_zeros_stays_a_number_under_DoRA_and_the_others_learn()
    {
        using var scope = torch.NewDisposeScope();
        var linear = new Linear(new RandomWeights(1), torch.ScalarType.Float32, "layer", 6, 5, bias: true);
        using (torch.no_grad())
            linear.Weight[2].zero_();
        Adapter.Attach([linear], new LoraSettings(2, 4, UseDora: true), seed: 3);
        var (b, magnitude) = (linear.Lora!.B.requires_grad_(), ((DoraLayer)linear.Lora).Magnitude.requires_grad_());

        var y = linear.Forward(torch.randn([3, 6], generator: new torch.Generator(3)));
        y.mul(y).sum().backward();

        Assert.All(new[] { y, b.grad!, magnitude.grad! }, tensor => Assert.True(tensor.isfinite().all().item<bool>()));
        Assert.True(b.grad![0].abs().sum().item<float>() > 0);
        Assert.True(linear.Lora.Merged(linear.Weight).isfinite().all().item<bool>());
    }

    // final's logits stand under lora_final, the others' under their own names.
    private static string? KeyOf(string key, string name) => ((string[])[$"{name}.", $"lora_{name}."])
        .Where(prefix => key.StartsWith(prefix, StringComparison.Ordinal) && key.EndsWith(Logits, StringComparison.Ordinal))
        .Select(prefix => key[prefix.Length..^Logits.Length]).FirstOrDefault();
}
