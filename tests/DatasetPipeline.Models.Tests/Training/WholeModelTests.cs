using DatasetPipeline.Models.Layers;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Train.Training;
using TorchSharp;

namespace DatasetPipeline.Models.Tests.Training;

/// <summary>All weights that learn, by the parts that freeze_llm, freeze_vit and freeze_aligner name.</summary>
[Collection(OneGenerator.Name)]
public sealed class WholeModelTests
{
    public static TheoryData<string> Models => Goldens.Names("cases.json", "model");

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Models))]
    public void Every_weight_is_of_one_part(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var model = Open(architecture);

        (IEnumerable<KeyValuePair<string, torch.Tensor>> Weights, IEnumerable<Linear> Linears, string Names)[] parts =
        [
            (model.LanguageWeights, model.LanguageLinears, @"^(model\.language_model|lm_head)\."),
            (model.TowerWeights, model.TowerLinears, @"^model\.(visual|vision_tower)\.(?!merger|deepstack_merger_list)"),
            (model.AlignerWeights, model.AlignerLinears, @"^model\.(visual\.(merger|deepstack_merger_list)|multi_modal_projector)\."),
        ];

        Assert.Equal(model.Weights.Keys, parts.SelectMany(part => part.Weights).Select(weight => weight.Key).Order(StringComparer.Ordinal));
        foreach (var (weights, linears, names) in parts)
        {
            Assert.All(weights, weight => Assert.Matches(names, weight.Key));
            Assert.Subset(weights.Select(weight => weight.Key).ToHashSet(StringComparer.Ordinal), linears.Select(linear => linear.Name + ".weight").ToHashSet(StringComparer.Ordinal));
        }
    }

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Models))]
    public void Matrices_decay_and_biases_and_norms_do_not_but_those_that_transformers_knows_by_no_name(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var model = Open(architecture);

        var decay = model.Weights.Keys.Where(name => WeightDecay.IsFor(model, name)).ToHashSet(StringComparer.Ordinal);

        Assert.All(model.Weights.Where(weight => weight.Value.dim() > 1), weight => Assert.Contains(weight.Key, decay));
        Assert.All(model.Weights.Keys.Where(name => name.EndsWith(".bias", StringComparison.Ordinal)), name => Assert.DoesNotContain(name, decay));
        // RMS norms that are called norm1, norm2 and ln_q, and InternVL's scales: Trainer.get_decay_parameter_names leaves them in.
        Assert.All(model.Weights.Where(weight => weight.Value.dim() == 1 && decay.Contains(weight.Key)), weight => Assert.Matches(@"\.(norm[12]\.weight|ln_q\.weight|lambda_[12])$", weight.Key));
        Assert.DoesNotContain(decay, name => name.Contains(".norm1.", StringComparison.Ordinal) && model.Weights.ContainsKey(name.Replace(".weight", ".bias", StringComparison.Ordinal)));
        Assert.DoesNotContain(decay, name => name.Contains("layernorm", StringComparison.Ordinal) || name.EndsWith("q_norm.weight", StringComparison.Ordinal));
    }

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Models))]
    public void Gradients_of_each_part_are_the_slopes_of_the_loss(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var model = Open(architecture);
        var (sample, pictures) = Case(architecture, model);
        foreach (var weight in model.Weights.Values)
            weight.requires_grad = true;
        model.Loss([sample], [.. pictures.Select(picture => model.See(picture))]).backward();

        foreach (var part in (IEnumerable<KeyValuePair<string, torch.Tensor>>[])[model.LanguageWeights, model.TowerWeights, model.AlignerWeights])
        {
            var tensors = part.Select(weight => weight.Value).Where(tensor => tensor.grad is not null).ToList();
            using var frozen = torch.no_grad();
            var length = Math.Sqrt(tensors.Sum(tensor => Math.Pow(tensor.grad!.norm().item<float>(), 2)));
            Assert.True(length > 1e-4, $"{length}");
            // A step that is neither lost in rounding nor bent: the loss moves by a hundredth at most.
            var step = Math.Min(0.02, 0.01 / length) / length;
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
    [MemberData(nameof(Models))]
    public void Layers_that_are_computed_twice_give_the_same_gradients_to_the_bit(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var model = Open(architecture);
        var (sample, pictures) = Case(architecture, model);

        Assert.True(model.Weights.Count > 10);
        Assert.Equal(Gradients(isRecomputed: false), Gradients(isRecomputed: true));

        Dictionary<string, string> Gradients(bool isRecomputed)
        {
            foreach (var weight in model.Weights.Values)
            {
                weight.requires_grad = true;
                weight.grad = torch.zeros_like(weight);
            }

            Assert.True(model.LearnsToSee);
            using var inner = torch.NewDisposeScope();
            var seen = pictures.Select((picture, i) => model.See(picture, new LayerPass(i, isRecomputed))).ToList();
            var stream = model.LabelStream([sample], seen, out var targets, seed: 5, isRecomputed);
            LabelLoss.Backward(model.Language, stream, targets, (int)targets.shape[0]);
            return model.Weights.ToDictionary(weight => weight.Key, weight => Convert.ToHexString(weight.Value.grad!.bytes), StringComparer.Ordinal);
        }
    }

    private static VisionLanguageModel Open(string architecture) => ModelFolder.Open(Path.Combine(Goldens.Folder, architecture, "model"));

    private static (EncodedSample Sample, IReadOnlyList<PixelValues> Pictures) Case(string architecture, VisionLanguageModel model)
    {
        var folder = Path.Combine(Goldens.Folder, architecture);
        return GoldenCase.Names(folder).Select(name => GoldenCase.Of(folder, name).Encode(model))
            .Where(golden => golden.Pictures.Count > 0).MinBy(golden => golden.Pictures.Sum(picture => picture.Values.Length));
    }
}
