using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Evaluation;

/// <summary>
/// The rows of a split, encoded once and scored as often as one likes, also in the midst of a training: nothing is dropped,
/// no gradient is touched and no random number drawn, so the training goes on as if nothing had been.
/// </summary>
public sealed class EvaluationSet
{
    private readonly Dictionary<string, VisionFeatures> _seen = new(StringComparer.Ordinal);
    private readonly VisionLanguageModel _model;
    private readonly Func<string, VisionFeatures> _see;
    private readonly List<(IReadOnlyList<string> Images, EncodedSample Encoded)> _rows;
    private readonly int _batchSize;

    /// <summary>Encodes every row.</summary>
    /// <param name="model">The model that is scored.</param>
    /// <param name="rows">At least one.</param>
    /// <param name="batchSize">Rows that go through the model at once; the scores do not hang on it.</param>
    /// <param name="see">What the tower sees in a picture, where it is known already or learns; else each picture is looked at once and kept.</param>
    /// <exception cref="DiagnosticException">A picture that cannot be read (DSP4001), or a row that the model cannot hold (DSP7002).</exception>
    public EvaluationSet(VisionLanguageModel model, IReadOnlyList<SwiftRow> rows, int batchSize, Func<string, VisionFeatures>? see = null)
    {
        (_model, _batchSize, _see) = (model, batchSize, see ?? See);
        _rows = [.. rows.Select(row => (row.Images, PictureReader.Encode(row, () => model.Processor.Encode(row.Messages, [.. row.Images.Select(PictureReader.SizeOf)]))))];
    }

    /// <summary>Scores every row as the model is now.</summary>
    public SplitScore Score(CancellationToken cancellation)
    {
        using var whole = AdapterPause.OfDropout(_model.Linears);
        using var frozen = torch.no_grad();
        var scores = new List<RowScore>(_rows.Count);
        foreach (var batch in _rows.Chunk(_batchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var logits = _model.LabelLogits([.. batch.Select(row => row.Encoded)], [.. batch.SelectMany(row => row.Images).Select(_see)], out var targets); // (labels, vocabulary)
            var losses = torch.nn.functional.cross_entropy(logits, targets, reduction: torch.nn.Reduction.None).data<float>().ToArray(); // (labels)
            var right = logits.argmax(-1).eq(targets).data<bool>().ToArray(); // (labels)
            var start = 0;
            foreach (var labels in batch.Select(row => row.Encoded.Labels.Skip(1).Count(label => label >= 0)))
            {
                scores.Add(new(losses[start..(start + labels)].Average(loss => (double)loss), labels, right[start..(start + labels)].Count(hit => hit)));
                start += labels;
            }
        }

        return new(scores);
    }

    private VisionFeatures See(string image)
    {
        if (!_seen.TryGetValue(image, out var features))
            _seen[image] = features = PictureReader.See(_model, RgbImage.Load(image)).Kept();
        return features;
    }
}
