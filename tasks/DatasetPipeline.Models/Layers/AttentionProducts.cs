using DatasetPipeline.Models.Kernels;
using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>
/// Attention as two products and a softmax between them: that of bfloat16, as libtorch's own multiplies as float32 inside, on
/// processors of AMD at a quarter of the speed, and three times that on the way back; and that of float32 where every machine is to
/// have the same bits, as its products are ours then.
/// </summary>
internal static class AttentionProducts
{
    // The longest sequence of tokens whose probabilities are kept for the way back. Those of patches never are: each sees a thousand others.
    private const int MostKept = 1024;

    // Probabilities that are there at once where none are kept: they fit into a core's cache.
    private const long AtOnce = 1 << 20;

    /// <summary>Whether a layer is better computed so.</summary>
    public static bool AreFaster(torch.Tensor query, torch.Tensor key, int sequences, bool causal) =>
        AreWanted(query.dtype) && query.shape[0] > sequences && (!Learns || (causal && key.shape[0] / sequences <= MostKept));

    /// <summary>Probabilities that a layer of the language model keeps of each token, of all its heads.</summary>
    public static long KeptOf(torch.ScalarType dtype, long heads, long tokens) => AreWanted(dtype) && tokens <= MostKept ? heads * tokens : 0;

    /// <summary>(sequences · queries, heads, dim) → (sequences · queries, heads · dim)</summary>
    /// <param name="query">(sequences · queries, heads, dim)</param>
    /// <param name="key">(sequences · keys, key heads, dim); heads is a multiple of key heads</param>
    /// <param name="value">as key</param>
    /// <param name="sequences">how many, of one length</param>
    /// <param name="causal">a query sees the keys up to itself alone</param>
    public static torch.Tensor Of(torch.Tensor query, torch.Tensor key, torch.Tensor value, int sequences, bool causal)
    {
        var (queries, keys, groups, dim) = (query.shape[0] / sequences, key.shape[0] / sequences, key.shape[1], query.shape[2]);
        var repeats = query.shape[1] / groups; // query heads of a key head, side by side
        var asked = query.view(sequences, queries, groups, repeats, dim).permute(0, 2, 3, 1, 4); // (sequences, groups, repeats, queries, dim)
        var turned = key.view(sequences, keys, groups, dim).permute(0, 2, 3, 1); // (sequences, groups, dim, keys)
        var values = value.view(sequences, keys, groups, dim).transpose(1, 2); // (sequences, groups, keys, dim)
        var rows = Learns ? queries : Math.Min(queries, Math.Max(16, AtOnce / (sequences * groups * repeats * keys)));
        var heard = rows == queries ? Rows(0, queries) : InParts(); // (sequences, groups, repeats, queries, dim)
        return heard.permute(0, 3, 1, 2, 4).reshape(sequences * queries, groups * repeats * dim);

        // Each part goes before the next comes: what would lie between their scores keeps the heap from using their place again.
        torch.Tensor InParts()
        {
            var all = torch.empty([sequences, groups, repeats, queries, dim], query.dtype);
            for (long start = 0; start < queries; start += rows)
            {
                using var scope = torch.NewDisposeScope();
                var count = Math.Min(rows, queries - start);
                all.narrow(3, start, count).copy_(Rows(start, count));
            }

            return all;
        }

        torch.Tensor Rows(long start, long count)
        {
            using var scope = torch.NewDisposeScope();
            var scores = MatrixProduct.Times(asked.narrow(3, start, count).reshape(sequences, groups, repeats * count, dim), turned); // (sequences, groups, repeats · count, keys)
            var seen = Probabilities.Of(scores, 1 / Math.Sqrt(dim), causal ? start + 1 : keys, count);
            return MatrixProduct.Times(seen, values).view(sequences, groups, repeats, count, dim).MoveToOuterDisposeScope();
        }
    }

    private static bool AreWanted(torch.ScalarType dtype) => MatrixProduct.IsFor(dtype) || (dtype == torch.ScalarType.BFloat16 && !LinearProduct.Widens);

    // Not what learns in this layer: with gradient_checkpointing all of a step's layers do, and without it they have to go the same way.
    private static bool Learns => Recomputed.IsFirstPass || torch.is_grad_enabled();
}
