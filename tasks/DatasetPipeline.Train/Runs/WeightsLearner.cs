using DatasetPipeline.Models;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Train.Optimization;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Runs;

/// <summary>A model's own weights that learn: those of the parts that are not frozen.</summary>
internal sealed class WeightsLearner : ILearner
{
    private readonly TrainSettings _settings;
    private readonly IReadOnlyList<(string Name, torch.Tensor Tensor, double RateFactor)> _learned;
    private readonly IReadOnlySet<string> _narrowed = new HashSet<string>(StringComparer.Ordinal);
    private readonly Lazy<VisionLanguageModel> _base;

    /// <summary>A model that has learned.</summary>
    /// <param name="model">As it is now.</param>
    /// <param name="settings">Names what it began as.</param>
    public WeightsLearner(VisionLanguageModel model, TrainSettings settings)
        : this(model, settings, [])
    {
    }

    private WeightsLearner(VisionLanguageModel model, TrainSettings settings, IReadOnlyList<(string Name, torch.Tensor Tensor, double RateFactor)> learned)
    {
        (Model, _settings, _learned, _base) = (model, settings, learned, new Lazy<VisionLanguageModel>(() => BaseModel.Open(settings)));
        foreach (var (_, tensor, _) in learned)
            tensor.requires_grad = true;
        if (learned.Count > 0 && settings.UseGalore)
            _narrowed = GaLoreTargets.Of(settings, model, learned.Select(weight => KeyValuePair.Create(weight.Name, weight.Tensor)));
    }

    /// <summary>Lets the parts of a model learn that train.yaml does not freeze; vit_lr and aligner_lr are parts of learning_rate, whose schedule they share.</summary>
    public static WeightsLearner Begin(VisionLanguageModel model, TrainSettings settings)
    {
        (bool IsFrozen, double? Rate, IEnumerable<KeyValuePair<string, torch.Tensor>> Weights)[] parts =
        [
            (settings.FreezeLlm, null, model.LanguageWeights),
            (settings.FreezeVit, settings.VitLr, model.TowerWeights),
            (settings.FreezeAligner, settings.AlignerLr, model.AlignerWeights),
        ];
        return new(model, settings, [.. parts.Where(part => !part.IsFrozen).SelectMany(part => part.Weights.Where(weight => !model.IsUnused(weight.Key)).Select(weight => (weight.Key, weight.Value, (part.Rate ?? settings.LearningRate) / settings.LearningRate)))]);
    }

    public string Noun => "model";

    public VisionLanguageModel Model { get; }

    public IEnumerable<KeyValuePair<string, torch.Tensor>> Tensors => _learned.Select(weight => KeyValuePair.Create(weight.Name, weight.Tensor));

    /// <inheritdoc/>
    /// <remarks>Of one that has learned before nobody says in which parts.</remarks>
    public bool Sees => _learned.Count == 0 || Model.LearnsToSee;

    public (long Kept, long Step)? OptimizerBytes => _settings.UseGalore
        ? GaLoreAdamW.BytesOf(_learned.Select(weight => (weight.Tensor.shape, _narrowed.Contains(weight.Name))), GaLore)
        : AdamW.BytesOf(_learned.Sum(weight => weight.Tensor.numel()));

    private GaLoreSettings GaLore => new(_settings.GaloreRank, _settings.GaloreUpdateProjGap, _settings.GaloreScale, _settings.GaloreProjType);

    public void StartDropout()
    {
        // Models of these families drop nothing.
    }

    public IResumableOptimizer Optimizer()
    {
        var (beta1, beta2, epsilon, decay) = (_settings.AdamBeta1, _settings.AdamBeta2, _settings.AdamEpsilon, _settings.WeightDecay);
        if (!_settings.UseGalore)
            return new AdamW(Groups(_learned), beta1, beta2, epsilon, decay);
        var parts = _learned.ToLookup(weight => _narrowed.Contains(weight.Name));
        return new GaLoreAdamW(new([.. parts[true].Select(weight => weight.Tensor)]), Groups(parts[false]), GaLore, beta1, beta2, epsilon, decay);
    }

    public T Without<T>(Func<VisionLanguageModel, T> ask) => ask(_base.Value);

    public void Save(string folder) => CheckpointWriter.Write(folder, Model, _settings.ModelFolder);

    private List<ParameterGroup> Groups(IEnumerable<(string Name, torch.Tensor Tensor, double RateFactor)> weights) =>
        [.. weights.GroupBy(weight => (Decays: WeightDecay.IsFor(Model, weight.Name), weight.RateFactor), weight => weight.Tensor).Select(group => new ParameterGroup([.. group], group.Key.Decays, group.Key.RateFactor))];
}
