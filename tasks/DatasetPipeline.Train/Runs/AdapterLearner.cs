using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Text;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Runs;

/// <summary>An adapter that learns beside the weights of a model.</summary>
/// <param name="model">The base model, with the adapter in it.</param>
/// <param name="adapter">The adapter.</param>
/// <param name="settings">train.yaml</param>
internal sealed class AdapterLearner(VisionLanguageModel model, Adapter adapter, TrainSettings settings) : ILearner
{
    /// <summary>A new adapter, or the one that an increment goes on from.</summary>
    public static AdapterLearner Begin(VisionLanguageModel model, TrainSettings settings, Increment? increment)
    {
        if (increment is not null)
            return new(model, Adapter.Load(model, increment.Parent.Folder).With(settings.LoraDropout), settings);
        var linears = TargetModules.Of(settings, model);
        if (linears.All(linear => model.IsUnused(linear.Name)))
            throw new DiagnosticException(settings.Error(Codes.SettingUnsupported, "the model takes what its tower sees below all the layers that would get an adapter, so that none of them could learn; let more parts learn, or take the adapter to other layers", "model"));
        var shape = Shape(settings);
        var idle = new[] { ("rank_pattern", shape.RankPattern), ("alpha_pattern", shape.AlphaPattern) }
            .SelectMany(key => key.Item2.Where(pattern => !linears.Any(linear => pattern.Fits(linear.Name))).Select(pattern => settings.Error(
                Codes.WrongValue, $"{Shown.Value(pattern.Pattern)} fits no layer that gets an adapter; there are names such as {linears[0].Name}, and it has to fit the whole of one or what stands behind one of its dots", key.Item1)))
            .ToList();
        return idle.Count == 0 ? new(model, Adapter.Attach(linears, shape, settings.Seed), settings) : throw new DiagnosticException(idle);
    }

    /// <summary>The adapter that train.yaml asks for.</summary>
    /// <exception cref="DiagnosticException">A pattern that is no regular expression (DSP1004).</exception>
    public static LoraSettings Shape(TrainSettings settings)
    {
        return new(settings.LoraRank, settings.LoraAlpha, settings.LoraDropout, settings.UseRslora, settings.UseDora)
        {
            RankPattern = Patterns("rank_pattern", settings.RankPattern),
            AlphaPattern = Patterns("alpha_pattern", settings.AlphaPattern),
        };

        IReadOnlyList<LayerPattern> Patterns(string key, IReadOnlyList<KeyValuePair<string, double>> given) => [.. given.Select(entry =>
        {
            try
            {
                return new LayerPattern(entry.Key, entry.Value);
            }
            catch (ArgumentException e)
            {
                throw new DiagnosticException(settings.Error(Codes.WrongValue, $"{Shown.Value(entry.Key)} is no regular expression: {Shown.Line(e.Message)}", key));
            }
        })];
    }

    public string Noun => "adapter";

    public VisionLanguageModel Model => model;

    public IEnumerable<KeyValuePair<string, torch.Tensor>> Tensors => adapter.Tensors;

    public bool Sees => model.LearnsToSee;

    public (long Kept, long Step)? OptimizerBytes => null;

    public void StartDropout() => adapter.StartDropout();

    public IResumableOptimizer Optimizer() => new AdamW(ParameterGroup.Of(adapter.Tensors.Where(tensor => !model.IsUnused(Adapter.LayerOf(tensor.Key))), settings.LorapLrRatio, FactorOf()), settings.AdamBeta1, settings.AdamBeta2, settings.AdamEpsilon, settings.WeightDecay);

    public T Without<T>(Func<VisionLanguageModel, T> ask)
    {
        using var pause = AdapterPause.OfAdapter(model.Linears);
        return ask(model);
    }

    public void Save(string folder) => adapter.Save(folder, model, settings.Model);

    // vit_lr and aligner_lr, as parts of learning_rate, whose schedule they share.
    private Func<string, double> FactorOf()
    {
        var factors = model.TowerLinears.Select(linear => (linear.Name, Rate: settings.VitLr)).Concat(model.AlignerLinears.Select(linear => (linear.Name, Rate: settings.AlignerLr)))
            .Where(layer => layer.Rate is not null)
            .ToDictionary(layer => layer.Name, layer => layer.Rate!.Value / settings.LearningRate, StringComparer.Ordinal);
        return name => factors.GetValueOrDefault(Adapter.LayerOf(name), 1);
    }
}
