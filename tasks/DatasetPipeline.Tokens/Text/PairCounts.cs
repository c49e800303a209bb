using System.Runtime.InteropServices;

namespace DatasetPipeline.Tokens;

/// <summary>How often two tokens stand side by side in a set of pieces, kept up to date as pairs are merged.</summary>
internal sealed class PairCounts
{
    private readonly List<int>[] _pieces;
    private readonly long[] _occurrences;
    private readonly Dictionary<(int Left, int Right), long> _counts = [];
    private readonly Dictionary<(int Left, int Right), HashSet<int>> _piecesOf = [];

    // Entries whose count has changed since are passed over when they come up.
    private readonly PriorityQueue<(int Left, int Right), (long Fewer, int Left, int Right)> _queue = new();

    public PairCounts(List<(int[] Tokens, long Count)> pieces)
    {
        _pieces = [.. pieces.Select(piece => piece.Tokens.ToList())];
        _occurrences = [.. pieces.Select(piece => piece.Count)];
        var changed = new HashSet<(int Left, int Right)>();
        for (var piece = 0; piece < _pieces.Length; piece++)
            Count(piece, 1, changed);
        Enqueue(changed);
    }

    /// <summary>The pair that occurs most often; of equals the one with the smaller ids. Null when none occurs so often.</summary>
    public (int Left, int Right)? MostFrequent(long least)
    {
        while (_queue.TryPeek(out var pair, out var priority))
        {
            if (_counts.GetValueOrDefault(pair) == -priority.Fewer)
                return -priority.Fewer >= least ? pair : null;
            _queue.Dequeue();
        }

        return null;
    }

    /// <summary>Puts one token in place of the pair, everywhere, from left to right.</summary>
    public void Merge(int left, int right, int merged)
    {
        var changed = new HashSet<(int Left, int Right)>();
        foreach (var piece in _piecesOf[(left, right)].ToArray())
        {
            Count(piece, -1, changed);
            var tokens = _pieces[piece];
            var kept = 0;
            for (var i = 0; i < tokens.Count; kept++)
            {
                var both = i + 1 < tokens.Count && tokens[i] == left && tokens[i + 1] == right;
                tokens[kept] = both ? merged : tokens[i];
                i += both ? 2 : 1;
            }

            tokens.RemoveRange(kept, tokens.Count - kept);
            Count(piece, 1, changed);
        }

        Enqueue(changed);
    }

    private void Count(int piece, int sign, HashSet<(int Left, int Right)> changed)
    {
        var tokens = _pieces[piece];
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            var pair = (tokens[i], tokens[i + 1]);
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += sign * _occurrences[piece];
            ref var pieces = ref CollectionsMarshal.GetValueRefOrAddDefault(_piecesOf, pair, out _);
            pieces ??= [];
            if (sign > 0)
                pieces.Add(piece);
            else
                pieces.Remove(piece);
            changed.Add(pair);
        }
    }

    private void Enqueue(HashSet<(int Left, int Right)> changed)
    {
        foreach (var pair in changed)
        {
            if (_counts[pair] > 0)
                _queue.Enqueue(pair, (-_counts[pair], pair.Left, pair.Right));
            else
                _counts.Remove(pair);
        }
    }
}
