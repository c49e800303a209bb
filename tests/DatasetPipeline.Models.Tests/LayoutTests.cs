using System.Text.Json;
using DatasetPipeline.Models.Checkpoints;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class LayoutTests
{
    public static TheoryData<string, string> Layouts
    {
        get
        {
            var layouts = new TheoryData<string, string>();
            foreach (var architecture in Goldens.Architectures("model"))
            {
                foreach (var layout in Directory.GetDirectories(architecture, "model_*").Order(StringComparer.Ordinal))
                    layouts.Add(Path.GetFileName(architecture), Path.GetFileName(layout));
            }

            return layouts;
        }
    }

    public static TheoryData<string> Families => Goldens.Names("model");

    public static TheoryData<string> Batches => [.. Goldens.Architectures("model").Where(a => PaddedBatch(a) is not null).Select(a => Path.GetFileName(a))];

    [GoldenDataTheory(typeof(LayoutTests), nameof(Layouts), "checkpoint in another layout")]
    [MemberData(nameof(Layouts))]
    public void Another_layout_of_the_same_weights_is_the_same_model(string architecture, string layout)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var (plain, other) = (ModelFolder.Open(Path.Combine(folder, "model")), ModelFolder.Open(Path.Combine(folder, layout)));

        Assert.Equal(plain.Weights.Keys, other.Weights.Keys);
        Assert.All(plain.Weights, weight => Assert.True(weight.Value.equal(other.Weights[weight.Key]).all().item<bool>(), weight.Key));
        foreach (var golden in GoldenCase.Names(folder).Select(name => GoldenCase.Of(folder, name)))
        {
            var (sample, seen) = golden.Prepare(other);
            var loss = other.Loss([sample], seen).item<float>();
            ParityTable.Add(architecture, $"loss from {layout}", Math.Abs(golden.Loss - loss), 1e-4);
            Assert.Equal(golden.Loss, loss, 1e-4);
        }
    }

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Families))]
    public void Names_as_in_memory_in_any_type_of_number_are_the_same_model(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var plain = ModelFolder.Open(Path.Combine(folder, "model"));
        Assert.All(plain.Weights.Keys, name => Assert.Matches(@"^(model\.(language_model|visual|vision_tower|multi_modal_projector)\.|lm_head\.)", name));
        var golden = GoldenCase.Of(folder, GoldenCase.Names(folder).First());
        var copy = Directory.CreateTempSubdirectory("layout-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(Path.Combine(folder, "model"), "*.json").Where(f => !f.Contains("safetensors", StringComparison.Ordinal)))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            foreach (var (dtype, tolerance) in new[] { (torch.ScalarType.Float32, 0.0), (torch.ScalarType.Float16, 1e-3), (torch.ScalarType.BFloat16, 0.0) })
            {
                SafetensorsWriter.Write(Path.Combine(copy, "model.safetensors"), plain.Weights.Select(w => KeyValuePair.Create(w.Key, w.Value.to(dtype))));
                var other = ModelFolder.Open(copy);
                var (sample, seen) = golden.Prepare(other);
                Assert.Equal(plain.Loss([sample], golden.Prepare(plain).Seen).item<float>(), other.Loss([sample], seen).item<float>(), tolerance);
            }
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [GoldenDataTheory(typeof(LayoutTests), nameof(Batches), "padded batch")]
    [MemberData(nameof(Batches))]
    public void A_batch_has_the_loss_that_padding_gives_it(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var batch = PaddedBatch(folder)!.Value.Names.Select(name => GoldenCase.Of(folder, name).Prepare(model)).ToList();

        var loss = model.Loss([.. batch.Select(b => b.Sample)], [.. batch.SelectMany(b => b.Seen)]).item<float>();

        ParityTable.Add(architecture, "loss of the padded batch", Math.Abs(PaddedBatch(folder)!.Value.Loss - loss), 1e-4);
        Assert.Equal(PaddedBatch(folder)!.Value.Loss, loss, 1e-4);
    }

    private static (string[] Names, double Loss)? PaddedBatch(string architecture)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(architecture, "cases.json")));
        return json.RootElement.TryGetProperty("padded_batch", out var batch)
            ? ([.. batch.GetProperty("samples").EnumerateArray().Select(name => name.GetString()!)], batch.GetProperty("loss").GetDouble())
            : null;
    }
}
