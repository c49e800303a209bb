using System.Buffers;

namespace DatasetPipeline.Tokens;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909) of one piece of text: of all
/// neighbours that merge, the two whose merge was learned first become one, the leftmost of equals, until none merge.
/// </summary>
internal sealed class BytePairs
{
    // Above this a queue finds the next merge; below it looking through all of them is faster.
    private const int LongPiece = 160;

    private const int MaxCachedBytes = 48;
    private const int CacheSlots = 1 << 15;

    private readonly int[] _idOfByte;
    private readonly MergeTable _merges;
    private readonly long[] _byteMerges; // [left byte << 8 | right byte]: the first look-up of every piece
    private readonly CachedPiece?[] _cache = new CachedPiece?[CacheSlots];

    /// <param name="idOfByte">256 ids; -1 where the vocabulary lacks the byte: such bytes are dropped, as the original does.</param>
    /// <param name="merges">All merges.</param>
    public BytePairs(int[] idOfByte, MergeTable merges)
    {
        (_idOfByte, _merges) = (idOfByte, merges);
        _byteMerges = new long[256 * 256];
        for (var i = 0; i < _byteMerges.Length; i++)
            _byteMerges[i] = merges[idOfByte[i >> 8], idOfByte[i & 255]];
    }

    /// <summary>Appends the piece's ids.</summary>
    public void Encode(ReadOnlySpan<byte> piece, List<int> ids)
    {
        if (piece.Length == 1)
        {
            if (_idOfByte[piece[0]] is >= 0 and var id)
                ids.Add(id);
            return;
        }

        if (piece.Length > MaxCachedBytes)
        {
            Merge(piece, ids);
            return;
        }

        // A slot is read and written in one piece, so threads may share the cache: at worst they work twice.
        var hash = TokenTable.Hash(piece);
        ref var slot = ref _cache[hash & (CacheSlots - 1)];
        var cached = Volatile.Read(ref slot);
        if (cached is null || !cached.Key.AsSpan().SequenceEqual(piece))
        {
            var start = ids.Count;
            Merge(piece, ids);
            Volatile.Write(ref slot, new CachedPiece(piece.ToArray(), [.. ids[start..]]));
            return;
        }

        ids.AddRange(cached.Ids.AsSpan());
    }

    private void Merge(ReadOnlySpan<byte> piece, List<int> ids)
    {
        var rentedTokens = ArrayPool<int>.Shared.Rent(piece.Length);
        var rentedEntries = ArrayPool<long>.Shared.Rent(piece.Length);
        var tokens = rentedTokens.AsSpan(0, piece.Length);
        var entries = rentedEntries.AsSpan(0, piece.Length);
        var count = Begin(piece, tokens, entries);
        if (count > LongPiece)
            count = MergeByQueue(tokens[..count], entries[..count]);
        else
            count = MergeByScan(tokens[..count], entries[..count]);
        ids.AddRange(tokens[..count]);
        ArrayPool<int>.Shared.Return(rentedTokens);
        ArrayPool<long>.Shared.Return(rentedEntries);
    }

    // entries[i] is the merge of tokens i and i + 1.
    private int Begin(ReadOnlySpan<byte> piece, Span<int> tokens, Span<long> entries)
    {
        var count = 0;
        byte last = 0;
        foreach (var value in piece)
        {
            if (_idOfByte[value] < 0)
                continue;
            if (count > 0)
                entries[count - 1] = _byteMerges[(last << 8) | value];
            tokens[count++] = _idOfByte[value];
            last = value;
        }

        return count;
    }

    private int MergeByScan(Span<int> tokens, Span<long> entries)
    {
        var count = tokens.Length;
        while (count > 1)
        {
            var best = MergeTable.None;
            var at = 0;
            for (var i = 0; i < count - 1; i++)
            {
                if (entries[i] < best)
                    (best, at) = (entries[i], i);
            }

            if (best == MergeTable.None)
                break;
            tokens[at] = (int)best;
            tokens[(at + 2)..count].CopyTo(tokens[(at + 1)..]);
            if (at + 2 < count)
                entries[(at + 2)..count].CopyTo(entries[(at + 1)..]);
            count--;
            if (at > 0)
                entries[at - 1] = _merges[tokens[at - 1], tokens[at]];
            if (at + 1 < count)
                entries[at] = _merges[tokens[at], tokens[at + 1]];
        }

        return count;
    }

    // A linked list of tokens and a queue of merges; an entry of the queue that no longer holds is passed over.
    private int MergeByQueue(Span<int> tokens, Span<long> entries)
    {
        var next = new int[tokens.Length];
        var previous = new int[tokens.Length];
        var queue = new PriorityQueue<long, (long Entry, int At)>(tokens.Length);
        for (var i = 0; i < tokens.Length; i++)
        {
            (next[i], previous[i]) = (i + 1, i - 1);
            if (i + 1 < tokens.Length && entries[i] != MergeTable.None)
                queue.Enqueue(entries[i], (entries[i], i));
        }

        entries[^1] = MergeTable.None;
        while (queue.TryDequeue(out var entry, out var priority))
        {
            var at = priority.At;
            if (entries[at] != entry)
                continue;
            tokens[at] = (int)entry;
            var gone = next[at];
            entries[gone] = MergeTable.None;
            next[at] = next[gone];
            if (next[at] < tokens.Length)
                previous[next[at]] = at;
            Renew(at, tokens, entries);
            if (previous[at] >= 0)
                Renew(previous[at], tokens, entries);
        }

        var count = 0;
        for (var i = 0; i < tokens.Length; i = next[i])
            tokens[count++] = tokens[i];
        return count;

        void Renew(int at, Span<int> tokens, Span<long> entries)
        {
            entries[at] = next[at] < tokens.Length ? _merges[tokens[at], tokens[next[at]]] : MergeTable.None;
            if (entries[at] != MergeTable.None)
                queue.Enqueue(entries[at], (entries[at], at));
        }
    }
}
