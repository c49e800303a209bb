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
/// <param name="together">Records that are asked for at once, if so many may be: a token of each answer takes hardly longer than one of a single answer.</param>
/// <param name="see">What the tower sees in a picture as the model is now; else each record's pictures are looked at for it alone.</param>
internal sealed class Judge(ILearner learner, int together, Func<string, VisionFeatures>? see = null)
{
    // What is kept of eight prompts is no more than what a step of training keeps of one, in models of some size.
    private const int Most = 8;

    /// <summary>The answers in the records' order.</summary>
    public IEnumerable<RecordAnswer> Ask(string split, IReadOnlyList<SwiftRow> rows, CancellationToken cancellation)
    {
        if (rows.Count > 0)
            learner.Without(model => model.Weights.Count); // what it opens has to outlive the scope of some records
        foreach (var some in rows.Chunk(Math.Min(together, Most)))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var answer in Ask(split, some, cancellation))
                yield return answer;
        }
    }

    private List<RecordAnswer> Ask(string split, SwiftRow[] rows, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var seen = new Dictionary<string, VisionFeatures>(StringComparer.Ordinal);
        var sees = learner.Sees; // with what was learned, not while it is asked without
        var before = learner.Without(Answer);
        if (sees)
            seen.Clear(); // it sees something else
        var after = Answer(learner.Model);
        return [.. rows.Select((row, i) => new RecordAnswer(row.Id, split, row.Messages[^1].Content, row.Images, before[i], after[i]))];

        List<JudgedAnswer> Answer(VisionLanguageModel model)
        {
            using var whole = AdapterPause.OfDropout(model.Linears);
            foreach (var image in rows.SelectMany(row => row.Images).Where(image => !seen.ContainsKey(image)))
                seen[image] = Look(model, image);
            var scores = new EvaluationSet(model, rows, rows.Length, image => seen[image]).Score(cancellation).Rows;
            var said = new Answering(model).Ask(rows.Select(row => new Question(
                row.Messages is [.., { Role: "assistant" }] ? [.. row.Messages.SkipLast(1)] : row.Messages,
                [.. row.Images.Select(PictureReader.SizeOf)],
                [.. row.Images.Select(image => seen[image])])), Answering.MaxNewTokens, cancellation);
            return [.. said.Zip(scores, (answer, score) => new JudgedAnswer(answer, score))];
        }

        // Another model that saw the same would be asked for what is known.
        VisionFeatures Look(VisionLanguageModel model, string image) => see is null || (sees && model != learner.Model) ? PictureReader.See(model, RgbImage.Load(image)) : see(image);
    }
}
