using System.Text.Json;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Lora;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class LoraTests
{
    public static TheoryData<string> WithGradients => Goldens.Names("cases.json", "model", "lora/initial", "lora/training.json");

    public static TheoryData<string> WithFinal => Goldens.Names("cases.json", "model", "tensors.safetensors", "lora/final");

    [GoldenTheory("cases.json", "model", "lora/initial", "lora/training.json")]
    [MemberData(nameof(WithGradients))]
    public void Gradients_of_every_tensor_are_those_of_PEFT(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var adapter = Adapter.Load(model, Path.Combine(folder, "lora", "initial"));
        using var training = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "lora", "training.json")));
        var first = training.RootElement.GetProperty("first_gradient");
        var golden = GoldenCase.Of(folder, first.GetProperty("samples")[0].GetString()!);
        var (sample, seen) = golden.Prepare(model);
        foreach (var (_, tensor) in adapter.Tensors)
            tensor.requires_grad = true;

        var loss = model.Loss([sample], seen);
        loss.backward();

        Assert.Equal(first.GetProperty("loss").GetDouble(), loss.item<float>(), 1e-4);
        using var expected = SafetensorsFile.Open(Path.Combine(folder, "lora", "gradients.safetensors"));
        var compared = 0;
        foreach (var (name, tensor) in adapter.Tensors.Where(t => expected.Entries.ContainsKey(t.Key)))
        {
            var reference = expected.Read(name);
            var off = tensor.grad!.sub(reference).norm().item<float>() / reference.norm().item<float>();
            ParityTable.Add(architecture, "LoRA gradients", off, 1e-4);
            Assert.True(off <= 1e-4, $"{name}'s gradient is off by {off} of its norm.");
            compared++;
        }

        Assert.Equal(expected.Entries.Count, compared);
    }

    [GoldenTheory("cases.json", "model", "tensors.safetensors", "lora/final")]
    [MemberData(nameof(WithFinal))]
    public void Saved_and_loaded_an_adapter_says_what_it_said_and_writes_the_same_bytes(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var copy = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Adapter.Load(model, Path.Combine(folder, "lora", "final")).Save(copy, model, "model");
            var first = File.ReadAllBytes(Path.Combine(copy, Adapter.TensorsFile));
            Adapter.Load(model, copy).Save(copy, model, "model");
            Assert.Equal(first, File.ReadAllBytes(Path.Combine(copy, Adapter.TensorsFile)));

            using var expected = SafetensorsFile.Open(Path.Combine(folder, "tensors.safetensors"));
            const string Before = "lora_final.", After = ".logits";
            var name = expected.Entries.Keys.Single(k => k.StartsWith(Before, StringComparison.Ordinal) && k.EndsWith(After, StringComparison.Ordinal));
            var golden = GoldenCase.Of(folder, name[Before.Length..^After.Length]);
            var (sample, seen) = golden.Prepare(model);
            using var frozen = torch.no_grad();
            var hidden = model.Language.Forward(model.Lay([sample], seen));
            var logits = model.Language.Logits(hidden.index_select(0, torch.tensor(golden.LogitPositions)));
            Assert.True(logits.sub(expected.Read(name)).abs().max().item<float>() <= 1e-4);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [GoldenDataTheory(typeof(LoraTests), nameof(OfPublishedLayout), "adapter of a family whose published names are others than those in memory")]
    [MemberData(nameof(OfPublishedLayout))]
    public void An_adapter_with_the_names_of_older_versions_is_the_same_adapter(string architecture, string before, string after)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var final = Path.Combine(folder, "lora", "final");
        var copy = Directory.CreateTempSubdirectory("adapter-").FullName;
        try
        {
            File.Copy(Path.Combine(final, Adapter.ConfigFile), Path.Combine(copy, Adapter.ConfigFile));
            using (var file = SafetensorsFile.Open(Path.Combine(final, Adapter.TensorsFile)))
                SafetensorsWriter.Write(Path.Combine(copy, Adapter.TensorsFile), file.Entries.Keys.Select(k => KeyValuePair.Create(k.Replace(before, after, StringComparison.Ordinal), file.Read(k))));
            var model = ModelFolder.Open(Path.Combine(folder, "model"));

            var expected = Adapter.Load(model, final).Tensors.ToDictionary(t => t.Key, t => t.Value);
            var found = Adapter.Load(model, copy).Tensors.ToDictionary(t => t.Key, t => t.Value);

            Assert.Equal(expected.Keys, found.Keys);
            Assert.All(found, t => Assert.True(t.Value.equal(expected[t.Key]).all().item<bool>()));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    public static TheoryData<string, string, string> OfPublishedLayout
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var folder in Goldens.Architectures("model", "lora/final"))
            {
                using var config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "model", "config.json")));
                var before = config.RootElement.GetProperty("model_type").GetString() switch
                {
                    "qwen2_5_vl" => "model.layers",
                    "internvl" or "internvl_chat" => "language_model.model.layers",
                    _ => null,
                };
                if (before is not null)
                    data.Add(Path.GetFileName(folder), "model.language_model.layers", before);
            }

            return data;
        }
    }
}
