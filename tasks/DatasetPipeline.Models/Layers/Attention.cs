using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>Scaled dot-product attention within each of several sequences that lie one after the other.</summary>
public static class Attention
{
    /// <summary>Every token sees the tokens of its own sequence: all of them, or those up to itself.</summary>
    /// <param name="query">(tokens, heads, dim)</param>
    /// <param name="key">(tokens, key heads, dim); heads is a multiple of key heads</param>
    /// <param name="value">as key</param>
    /// <param name="lengths">tokens of each sequence; their sum is tokens</param>
    /// <param name="causal">only up to itself</param>
    /// <returns>(tokens, heads · dim)</returns>
    public static torch.Tensor Within(torch.Tensor query, torch.Tensor key, torch.Tensor value, IReadOnlyList<int> lengths, bool causal)
    {
        if (Widens(query))
            return Within(Wide(query), Wide(key), Wide(value), lengths, causal).to(query.dtype);
        var runs = Runs(lengths);
        if (runs.Count == 1)
            return Together(query, key, value, runs[0].Count, causal);
        long[] sizes = [.. runs.Select(r => (long)r.Count * r.Length)];
        var (q, k, v) = (query.split(sizes), key.split(sizes), value.split(sizes));
        return torch.cat([.. runs.Select((run, i) => Together(q[i], k[i], v[i], run.Count, causal))]);
    }

    /// <summary>One sequence; without <paramref name="causal"/> the queries may be fewer than the keys.</summary>
    public static torch.Tensor Attend(torch.Tensor query, torch.Tensor key, torch.Tensor value, bool causal)
    {
        if (Widens(query))
            return Attend(Wide(query), Wide(key), Wide(value), causal).to(query.dtype);
        if (query.shape[0] > 1)
            return Together(query, key, value, 1, causal);
        // One token: the query heads that a key head serves are like so many queries of it, and nothing need be repeated.
        var output = torch.nn.functional.scaled_dot_product_attention(
            query.view(1, key.shape[1], -1, query.shape[2]), // (1, key heads, heads / key heads, dim)
            key.transpose(0, 1).unsqueeze(0), // (1, key heads, tokens, dim)
            value.transpose(0, 1).unsqueeze(0));
        return output.reshape(1, -1);
    }

    // As the products around it. With AVX2 kernels asked for, libtorch's attention fails on a processor that multiplies bfloat16: it
    // looks at the processor, and lacks what it finds it needs.
    private static bool Widens(torch.Tensor x) => x.dtype == torch.ScalarType.BFloat16 && LinearProduct.Widens;

    private static torch.Tensor Wide(torch.Tensor x) => x.to(torch.ScalarType.Float32);

    // Sequences of one length, side by side: (sequences · queries, heads, dim) → (sequences · queries, heads · dim)
    private static torch.Tensor Together(torch.Tensor query, torch.Tensor key, torch.Tensor value, int sequences, bool causal)
    {
        if (AttentionProducts.AreFaster(query, key, sequences, causal))
            return AttentionProducts.Of(query, key, value, sequences, causal);
        var repeats = query.shape[1] / key.shape[1];
        var output = torch.nn.functional.scaled_dot_product_attention(Batch(query, 1), Batch(key, repeats), Batch(value, repeats), is_casual: causal);
        return output.transpose(1, 2).flatten(0, 1).flatten(1);

        // (sequences, heads, tokens, dim); each key head serves `repeats` query heads that lie side by side.
        torch.Tensor Batch(torch.Tensor x, long repeats) =>
            (repeats == 1 ? x : x.repeat_interleave(repeats, 1)).view(sequences, -1, x.shape[1] * repeats, x.shape[2]).transpose(1, 2);
    }

    // How many sequences of one length follow each other.
    private static List<(int Count, int Length)> Runs(IReadOnlyList<int> lengths)
    {
        var runs = new List<(int Count, int Length)>();
        foreach (var length in lengths)
        {
            if (runs is [.., var last] && last.Length == length)
                runs[^1] = (last.Count + 1, length);
            else
                runs.Add((1, length));
        }

        return runs;
    }
}
