using TorchSharp;

namespace DatasetPipeline.Models.Language;

/// <summary>What one sequence's earlier tokens left for the later ones: keys and values of each layer.</summary>
public sealed class KeyValueCache(int layers) : IDisposable
{
    private const long Step = 64;
    private readonly torch.Tensor?[] _keys = new torch.Tensor?[layers];
    private readonly torch.Tensor?[] _values = new torch.Tensor?[layers];
    private readonly long[] _used = new long[layers];

    /// <summary>Tokens seen so far.</summary>
    public long Length => _used[^1];

    /// <summary>Adds the tokens' keys and values, (tokens, heads, dim), and returns views of all so far.</summary>
    public (torch.Tensor Keys, torch.Tensor Values) Append(int layer, torch.Tensor keys, torch.Tensor values)
    {
        var used = _used[layer] + keys.shape[0];
        Store(ref _keys[layer], keys, _used[layer], used);
        Store(ref _values[layer], values, _used[layer], used);
        _used[layer] = used;
        return (_keys[layer]!.narrow(0, 0, used), _values[layer]!.narrow(0, 0, used));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _keys.Concat(_values))
            tensor?.Dispose();
    }

    // The store grows by half, so that a long answer costs few copies.
    private static void Store(ref torch.Tensor? store, torch.Tensor added, long from, long to)
    {
        if (store is null || store.shape[0] < to)
        {
            var grown = torch.empty([to + (to / 2) + Step, added.shape[1], added.shape[2]], dtype: added.dtype, device: added.device)
                .DetachFromDisposeScope();
            if (store is not null)
                grown.narrow(0, 0, from).copy_(store.narrow(0, 0, from));
            store?.Dispose();
            store = grown;
        }

        store.narrow(0, from, to - from).copy_(added);
    }
}
