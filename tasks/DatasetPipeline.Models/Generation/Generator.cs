using DatasetPipeline.Models.Language;
using TorchSharp;

namespace DatasetPipeline.Models.Generation;

/// <summary>
/// Answers, token by token, several at once. The prompts are read together, each without padding; from then on each answer's
/// earlier tokens are in a key-value cache of its own, and an answer that has ended leaves the batch.
/// </summary>
public static class Generator
{
    /// <summary>The answer to one request.</summary>
    /// <exception cref="ArgumentException">Settings that no answer can be made with.</exception>
    public static Answer Answer(VisionLanguageModel model, GenerationRequest request, CancellationToken cancellation = default) =>
        Answers(model, [request], cancellation)[0];

    /// <summary>The answers to several requests, in their order.</summary>
    /// <exception cref="ArgumentException">Settings that no answer can be made with.</exception>
    public static IReadOnlyList<Answer> Answers(VisionLanguageModel model, IReadOnlyList<GenerationRequest> requests, CancellationToken cancellation = default)
    {
        var steps = Stream(model, requests, cancellation).ToLookup(step => step.Request);
        return [.. requests.Select((_, i) => new Answer(
            [.. steps[i].Select(step => step.Id)],
            string.Concat(steps[i].Select(step => step.Text)),
            steps[i].Last().Finish!.Value,
            steps[i].Min(step => step.Margin)))];
    }

    /// <summary>The answers' tokens as they are made, one of each request that has not ended, and again.</summary>
    /// <param name="model">The model, with its adapter if it has one.</param>
    /// <param name="requests">What it is asked; each with settings and seed of its own, so that none depends on the others.</param>
    /// <param name="cancellation">Looked at before each token.</param>
    /// <exception cref="ArgumentException">Settings that no answer can be made with.</exception>
    public static IEnumerable<GenerationStep> Stream(VisionLanguageModel model, IReadOnlyList<GenerationRequest> requests, CancellationToken cancellation = default)
    {
        foreach (var request in requests)
            request.Settings.Check();
        return Steps(model, requests, cancellation);
    }

    private static IEnumerable<GenerationStep> Steps(VisionLanguageModel model, IReadOnlyList<GenerationRequest> requests, CancellationToken cancellation)
    {
        List<AnswerInMaking> open = [.. requests.Select((request, i) => new AnswerInMaking(model, request, i))];
        try
        {
            for (var first = true; open.Count > 0; first = false)
            {
                cancellation.ThrowIfCancellationRequested();
                var steps = Step(model, open, first);
                foreach (var (answer, step) in open.Zip(steps).ToList())
                {
                    if (step.Finish is not null)
                    {
                        answer.Dispose();
                        open.Remove(answer);
                    }
                }

                foreach (var step in steps)
                    yield return step;
            }
        }
        finally
        {
            foreach (var answer in open)
                answer.Dispose();
        }
    }

    private static List<GenerationStep> Step(VisionLanguageModel model, List<AnswerInMaking> open, bool first)
    {
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        KeyValueCache[] caches = [.. open.Select(a => a.Cache)];
        var sequences = first
            ? model.Lay([.. open.Select(a => a.Request.Prompt)], [.. open.SelectMany(a => a.Request.Pictures)], caches)
            : model.Lay([.. open.Select(a => a.Last)], [.. open.Select(a => a.NextPosition())], caches);
        var hidden = model.Language.Forward(sequences);
        // The row of each sequence's last token.
        var ends = new long[open.Count];
        for (int i = 0, end = 0; i < ends.Length; i++)
            ends[i] = (end += sequences.Lengths[i]) - 1;
        var logits = model.Language.Logits(hidden.index_select(0, torch.tensor(ends))); // (answers, vocabulary)
        return [.. open.Select((answer, i) => answer.Choose(logits[i]))];
    }
}
