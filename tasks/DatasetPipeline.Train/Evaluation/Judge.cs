using DatasetPipeline.Models;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Evaluation;

/// <summary>Asks one model about records with what was learned and without, and how likely it finds their captions.</summary>
/// <param name="learner">It may be in training; afterwards all is as before.</param>
/// <param name="see">What the tower sees in a picture as the model is now; else each record's pictures are looked at for it alone.</param>
internal sealed class Judge(ILearner learner, Func<string, VisionFeatures>? see = null)
{
    /// <summary>One record after the other.</summary>
    public IEnumerable<RecordAnswer> Ask(string split, IReadOnlyList<SwiftRow> rows, CancellationToken cancellation)
    {
        if (rows.Count > 0)
            learner.Without(model => model.Weights.Count); // what it opens has to outlive the scope of a record
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Ask(split, row, cancellation);
        }
    }

    private RecordAnswer Ask(string split, SwiftRow row, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        Dictionary<string, VisionFeatures>? seen = null;
        var sees = learner.Sees;
        var before = learner.Without(Answer);
        if (sees)
            seen = null; // it sees something else
        return new(row.Id, split, row.Messages[^1].Content, row.Images, before, Answer(learner.Model));

        JudgedAnswer Answer(VisionLanguageModel model)
        {
            using var whole = AdapterPause.OfDropout(model.Linears);
            seen ??= row.Images.Distinct(StringComparer.Ordinal).ToDictionary(image => image, image => Look(model, image), StringComparer.Ordinal);
            var set = new EvaluationSet(model, [row], 1, image => seen[image]);
            IReadOnlyList<Message> asked = row.Messages is [.., { Role: "assistant" }] ? [.. row.Messages.SkipLast(1)] : row.Messages;
            var said = new Answering(model).Ask(asked, [.. row.Images.Select(PictureReader.SizeOf)], [.. row.Images.Select(image => seen[image])], Answering.MaxNewTokens, cancellation);
            return new(said, set.Score(cancellation).Rows[0]);
        }

        // Another model that saw the same would be asked for what is known.
        VisionFeatures Look(VisionLanguageModel model, string image) => see is null || (sees && model != learner.Model) ? PictureReader.See(model, RgbImage.Load(image)) : see(image);
    }
}
