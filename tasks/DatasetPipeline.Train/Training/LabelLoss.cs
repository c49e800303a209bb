using DatasetPipeline.Models.Inspection;
using DatasetPipeline.Models.Language;
using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Train.Training;

/// <summary>
/// The loss where the next token is learned, a few tokens at a time: their logits, of a vocabulary of 150,000 and more, are let go
/// before the next ones are made, and only the gradient of the stream stays.
/// </summary>
public static class LabelLoss
{
    /// <summary>Adds the gradients of the mean cross-entropy.</summary>
    /// <param name="language">Has the head.</param>
    /// <param name="stream">(labels, hidden)</param>
    /// <param name="targets">(labels)</param>
    /// <param name="count">What the mean is over.</param>
    /// <param name="mostLogits">That are alive at once.</param>
    /// <returns>The loss, and how many labels were the likeliest token.</returns>
    public static (double Loss, long Correct) Backward(Decoder language, torch.Tensor stream, torch.Tensor targets, int count, long mostLogits = TrainingMemory.MostLogits)
    {
        var leaf = stream.detach();
        leaf.requires_grad = true;
        var (loss, correct) = (0.0, 0L);
        var most = Math.Max(1, mostLogits / language.Config.VocabSize);
        for (var start = 0L; start < leaf.shape[0]; start += most)
        {
            using var scope = torch.NewDisposeScope();
            var length = Math.Min(most, leaf.shape[0] - start);
            var (logits, wanted) = (language.Logits(leaf.narrow(0, start, length)), targets.narrow(0, start, length));
            var mean = torch.nn.functional.cross_entropy(logits, wanted, reduction: torch.nn.Reduction.Sum).div(Constant.Of(count));
            mean.backward();
            loss += mean.item<float>();
            correct += logits.detach().argmax(-1).eq(wanted).sum().item<long>();
        }

        if (stream.requires_grad && leaf.grad is { } gradient)
            stream.backward([gradient]);
        return (loss, correct);
    }
}
