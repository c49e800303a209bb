using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Runs;

namespace DatasetPipeline.Train.Training;

/// <summary>A dataset's rows as batches. Where the tower is frozen, each picture goes through it once; where something learns in it, at every step.</summary>
public sealed class TrainingSet
{
    // Beyond these the files of the cache are read again, or the tower looks again.
    private const long MostInMemory = 1L << 30;

    private readonly Dictionary<string, VisionFeatures> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImageSize> _sizes = new(StringComparer.Ordinal);
    private readonly VisionLanguageModel _model;
    private readonly List<Sample> _samples;
    private readonly int _batchSize;
    private readonly int _batches;
    private readonly int _seed;
    private readonly bool _shuffle;
    private readonly Func<string, Func<VisionFeatures>, VisionFeatures> _keep;
    private readonly bool _isRecomputed;
    private long _inMemory;

    /// <summary>Encodes every row.</summary>
    /// <param name="model">Whose tower looks.</param>
    /// <param name="rows">At least one.</param>
    /// <param name="batchSize">per_device_train_batch_size</param>
    /// <param name="batches">gradient_accumulation_steps</param>
    /// <param name="seed">Where the order comes from.</param>
    /// <param name="shuffle">train_dataloader_shuffle: each epoch in an order of its own, else always as the rows lie.</param>
    /// <param name="keep">Keeps what the tower sees in a picture's file beyond this process; null keeps nothing. It is not asked where something learns in the tower.</param>
    /// <param name="isRecomputed">gradient_checkpointing, for a tower that learns.</param>
    /// <exception cref="DiagnosticException">A picture that cannot be read (DSP4001), or a row that the model cannot hold (DSP7002).</exception>
    public TrainingSet(VisionLanguageModel model, IReadOnlyList<SwiftRow> rows, int batchSize, int batches, int seed, bool shuffle = true, Func<string, Func<VisionFeatures>, VisionFeatures>? keep = null, bool isRecomputed = false)
    {
        (_model, _batchSize, _batches, _seed, _shuffle, _keep, _isRecomputed) = (model, batchSize, batches, seed, shuffle, keep ?? ((_, see) => see()), isRecomputed);
        _samples = [.. rows.Select(row => new Sample(row.Images, PictureReader.Encode(row, () => model.Processor.Encode(row.Messages, [.. row.Images.Select(SizeOf)]))))];
    }

    /// <summary>The tokens of the largest batch of so many samples that there could be, how many of them are learned at most, and the patches of its pictures.</summary>
    public (long Tokens, long Learned, long Patches) Largest(int batchSize) => (
        _samples.Select(sample => (long)sample.Encoded.InputIds.Length).OrderDescending().Take(batchSize).Sum(),
        _samples.Select(sample => (long)sample.Encoded.Labels.Count(label => label >= 0)).OrderDescending().Take(batchSize).Sum(),
        _samples.Select(sample => sample.Encoded.Grids.Sum(grid => (long)grid.T * grid.H * grid.W)).OrderDescending().Take(batchSize).Sum());

    /// <summary>How many different numbers of tokens the batches of a training have, counted up to so many.</summary>
    public int Lengths(int steps, int most)
    {
        const int MostEpochs = 100; // few come after so many
        var lengths = new HashSet<int>();
        for (var epoch = 0; epoch < MostEpochs && (long)epoch * StepsPerEpoch < steps && lengths.Count < most; epoch++)
            lengths.UnionWith(Order(epoch).Take((int)Math.Min(_samples.Count, (long)(steps - (epoch * StepsPerEpoch)) * _batchSize * _batches)).Chunk(_batchSize).Select(batch => batch.Sum(i => _samples[i].Encoded.InputIds.Length)));
        return Math.Min(lengths.Count, most);
    }

    /// <summary>Optimizer steps of one epoch.</summary>
    public int StepsPerEpoch => (_samples.Count + (_batchSize * _batches) - 1) / (_batchSize * _batches);

    /// <summary>The batches of a step, the first being 0.</summary>
    public IReadOnlyList<Batch> At(int step)
    {
        var (epoch, within) = Math.DivRem(step, StepsPerEpoch);
        return [.. Order(epoch)
            .Skip(within * _batchSize * _batches)
            .Take(_batchSize * _batches)
            .Select(i => _samples[i])
            .Chunk(_batchSize)
            .Select((batch, number) => new Batch([.. batch.Select(s => s.Encoded)], () => [.. batch.SelectMany(s => s.Images).Select((image, picture) => _model.LearnsToSee
                ? Learn(image, TrainingLoop.SeedOf(_seed, step, number, picture))
                : See(image))]))];
    }

    private IEnumerable<int> Order(int epoch) => _shuffle ? DataOrder.Of(_samples.Count, _seed, epoch) : Enumerable.Range(0, _samples.Count);

    private ImageSize SizeOf(string image)
    {
        if (!_sizes.TryGetValue(image, out var size))
            _sizes[image] = size = PictureReader.SizeOf(image);
        return size;
    }

    // With the tower's part in the gradient; an aligner alone is small, and what is below it is not gone back through.
    private VisionFeatures Learn(string image, long seed) =>
        _model.See(_model.Processor.Process(RgbImage.Load(image)), new LayerPass(seed, _isRecomputed && _model.LearnsInTower));

    private VisionFeatures See(string image)
    {
        if (_seen.TryGetValue(image, out var features))
            return features;
        features = _keep(image, () => PictureReader.See(_model, RgbImage.Load(image)));
        var size = features.Deepstack.Prepend(features.Embeddings).Sum(tensor => tensor.numel() * tensor.ElementSize);
        // The first ones stay: an epoch goes through all, so that whichever goes would be asked for again.
        if (_inMemory + size > MostInMemory)
            return features;
        _inMemory += size;
        return _seen[image] = features.Kept();
    }

    private sealed record Sample(IReadOnlyList<string> Images, EncodedSample Encoded);
}
