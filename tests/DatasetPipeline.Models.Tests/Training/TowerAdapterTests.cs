using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Training;
using TorchSharp;

namespace DatasetPipeline.Models.Tests.Training;

/// <summary>Adapters in the vision tower and in what makes tokens of its patches.</summary>
[Collection(OneGenerator.Name)]
public sealed class TowerAdapterTests
{
    public static TheoryData<string> Models => Goldens.Names("cases.json", "model");

    public static TheoryData<string, bool> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, bool>();
            foreach (var name in Goldens.Architectures("cases.json", "model").Select(Path.GetFileName))
            {
                kinds.Add(name!, false);
                kinds.Add(name!, true);
            }

            return kinds;
        }
    }

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Models))]
    public void Every_matrix_but_embeddings_and_the_head_is_a_linear_layer_of_one_part(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var model = Open(architecture);

        var names = model.Linears.Select(linear => linear.Name + ".weight").ToList();
        string[] embeddings = ["model.language_model.embed_tokens.weight", "lm_head.weight", "model.visual.pos_embed.weight"];

        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(model.Weights.Where(weight => weight.Value.dim() == 2).Select(weight => weight.Key).Except(embeddings).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        Assert.All(model.AlignerLinears, linear => Assert.Matches("merger|projector", linear.Name));
        Assert.All(model.TowerLinears, linear => Assert.DoesNotMatch("merger|projector|language_model", linear.Name));
    }

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Models))]
    public void Gradients_of_tower_and_aligner_are_the_slopes_of_the_loss(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var model = Open(architecture);
        var (sample, pictures) = Case(architecture, model);
        var adapter = Learned(model.Linears, dora: false); // DoRA leaves a part of the slope out
        foreach (var (_, tensor) in adapter.Tensors)
            tensor.requires_grad = true;
        model.Loss([sample], [.. pictures.Select(picture => model.See(picture))]).backward();

        foreach (var part in (IEnumerable<Linear>[])[model.TowerLinears, model.AlignerLinears, [model.TowerLinears.First()]])
        {
            var tensors = part.SelectMany(linear => linear.Lora!.Tensors).Select(tensor => tensor.Value).Where(tensor => tensor.grad is not null).ToList();
            using var frozen = torch.no_grad();
            // Along the gradient, where the slope is its length; a step that is neither lost in rounding nor bent.
            var length = Math.Sqrt(tensors.Sum(tensor => Math.Pow(tensor.grad!.norm().item<float>(), 2)));
            Assert.True(length > 1e-4, $"{length}");
            var step = 0.02 / length;
            var slope = (After(step) - After(-step)) / (2 * step * length);

            Assert.Equal(length, slope, length * 0.02);

            double After(double by)
            {
                tensors.ForEach(tensor => tensor.add_(tensor.grad!, by));
                var loss = model.Loss([sample], [.. pictures.Select(picture => model.See(picture))]).item<float>();
                tensors.ForEach(tensor => tensor.add_(tensor.grad!, -by));
                return loss;
            }
        }
    }

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Kinds))]
    public void A_tower_that_is_computed_twice_gives_the_same_gradients_to_the_bit_with_dropout_too(string architecture, bool dora)
    {
        using var scope = torch.NewDisposeScope();
        var model = Open(architecture);
        var (sample, pictures) = Case(architecture, model);
        var adapter = Learned(model.Linears, dora).With(0.3);
        adapter.StartDropout();

        var (kept, other) = (Gradients(seed: 3, isRecomputed: false), Gradients(seed: 4, isRecomputed: false));

        Assert.Equal(kept, Gradients(seed: 3, isRecomputed: true));
        Assert.NotEqual(kept, other);

        Dictionary<string, string> Gradients(long seed, bool isRecomputed)
        {
            foreach (var (_, tensor) in adapter.Tensors)
            {
                tensor.requires_grad = true;
                tensor.grad = torch.zeros_like(tensor);
            }

            using var inner = torch.NewDisposeScope();
            var seen = pictures.Select((picture, i) => model.See(picture, new LayerPass(seed + i, isRecomputed))).ToList();
            var stream = model.LabelStream([sample], seen, out var targets, seed: 5, isRecomputed);
            LabelLoss.Backward(model.Language, stream, targets, (int)targets.shape[0]);
            return adapter.Tensors.ToDictionary(t => t.Key, t => Convert.ToHexString(t.Value.grad!.bytes), StringComparer.Ordinal);
        }
    }

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Kinds))]
    public void Saved_loaded_and_merged_it_sees_and_says_the_same(string architecture, bool dora)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var model = Open(architecture);
            var (sample, pictures) = Case(architecture, model);
            var plain = Loss(model);
            Learned(model.Linears, dora).Save(folder, model, "model");
            var again = Open(architecture);
            var loaded = Adapter.Load(again, folder);

            Assert.Equal(Loss(model), Loss(again));
            Assert.NotEqual(plain, Loss(again), 1e-3);
            using (AdapterPause.OfAdapter(again.Linears))
                Assert.Equal(plain, Loss(again));
            loaded.Merge();
            Assert.Equal(Loss(model), Loss(again), 1e-4);

            float Loss(VisionLanguageModel asked) => asked.Loss([sample], [.. pictures.Select(picture => asked.See(picture))]).item<float>();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Models))]
    public void PEFT_reaches_the_layers_that_are_adapted_and_no_other_module(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var model = Open(architecture);
            IEnumerable<Linear>[] choices =
            [
                model.Linears, [.. model.LanguageLinears, .. model.TowerLinears], [.. model.LanguageLinears, .. model.AlignerLinears], model.TowerLinears, model.AlignerLinears,
                model.LanguageLinears, [.. model.TowerBlocks[0]], [model.LanguageLinears.First(), model.AlignerLinears[^1]],
            ];
            foreach (var chosen in choices)
            {
                Adapter.Attach(chosen, new LoraSettings(2, 4), seed: 1).Save(folder, model, "model");
                var config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, Adapter.ConfigFile)))!;
                var targets = config["target_modules"]!.AsArray().Select(target => (string)target!).ToList();
                var excluded = (string?)config["exclude_modules"];

                Assert.Equal(
                    chosen.Select(linear => linear.Name).Order(StringComparer.Ordinal),
                    Modules(model).Where(name => !Excludes(excluded, name) && targets.Exists(target => name == target || name.EndsWith("." + target, StringComparison.Ordinal))));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static bool Excludes(string? pattern, string name) => pattern is not null && Regex.IsMatch(name, $@"^(?:{pattern})\z", RegexOptions.None, TimeSpan.FromSeconds(5));
    }

    // Those that hold weights, and those that hold them.
    private static IEnumerable<string> Modules(VisionLanguageModel model) => model.Weights.Keys
        .SelectMany(key => Enumerable.Range(1, key.Count(letter => letter == '.')).Select(count => string.Join('.', key.Split('.').Take(count))))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    // As after some training: B is zero at first, and nothing would reach A.
    private static Adapter Learned(IEnumerable<Linear> linears, bool dora)
    {
        var adapter = Adapter.Attach(linears, new LoraSettings(4, 8, UseDora: dora), seed: 1);
        using var generator = new torch.Generator(2);
        foreach (var (_, tensor) in adapter.Tensors.Where(t => t.Key.Contains("lora_B", StringComparison.Ordinal)))
            tensor.copy_(torch.randn([.. tensor.shape], torch.ScalarType.Float32, generator: generator).mul(0.1));
        return adapter;
    }

    private static VisionLanguageModel Open(string architecture) => ModelFolder.Open(Path.Combine(Goldens.Folder, architecture, "model"));

    private static (EncodedSample Sample, IReadOnlyList<PixelValues> Pictures) Case(string architecture, VisionLanguageModel model)
    {
        var folder = Path.Combine(Goldens.Folder, architecture);
        return GoldenCase.Names(folder).Select(name => GoldenCase.Of(folder, name).Encode(model))
            .Where(golden => golden.Pictures.Count > 0).MinBy(golden => golden.Pictures.Sum(picture => picture.Values.Length));
    }
}
