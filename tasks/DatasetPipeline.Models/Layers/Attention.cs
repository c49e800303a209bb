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
        if (lengths.Count == 1)
            return Attend(query, key, value, causal);
        long[] sizes = [.. lengths.Select(l => (long)l)];
        var (q, k, v) = (query.split(sizes), key.split(sizes), value.split(sizes));
        return torch.cat([.. lengths.Select((_, i) => Attend(q[i], k[i], v[i], causal))]);
    }

    /// <summary>One sequence; without <paramref name="causal"/> the queries may be fewer than the keys.</summary>
    public static torch.Tensor Attend(torch.Tensor query, torch.Tensor key, torch.Tensor value, bool causal)
    {
        var repeats = query.shape[1] / key.shape[1];
        var output = torch.nn.functional.scaled_dot_product_attention(
            query.transpose(0, 1).unsqueeze(0), // (1, heads, queries, dim)
            Heads(key, repeats),
            Heads(value, repeats),
            is_casual: causal);
        return output.squeeze(0).transpose(0, 1).flatten(1); // (queries, heads · dim)
    }

    // Each key head serves `repeats` query heads that lie side by side.
    private static torch.Tensor Heads(torch.Tensor x, long repeats) =>
        (repeats == 1 ? x : x.repeat_interleave(repeats, 1)).transpose(0, 1).unsqueeze(0);
}
