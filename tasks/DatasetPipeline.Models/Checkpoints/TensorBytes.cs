using TorchSharp;

namespace DatasetPipeline.Models.Checkpoints;

/// <summary>A tensor's bytes in pieces that a span can hold: TorchSharp hands out at most 2 GiB at once.</summary>
internal static class TensorBytes
{
    private const long Largest = 1 << 30;

    /// <summary>Flat views of a contiguous tensor, with where their bytes begin and how many there are.</summary>
    public static IEnumerable<(torch.Tensor Tensor, long Offset, int Length)> Parts(torch.Tensor tensor)
    {
        var size = tensor.ElementSize;
        using var flat = tensor.view(-1);
        for (long start = 0, total = tensor.numel(); start < total;)
        {
            var count = Math.Min(total - start, Largest / size);
            yield return (flat.narrow(0, start, count), start * size, (int)(count * size));
            start += count;
        }
    }
}
