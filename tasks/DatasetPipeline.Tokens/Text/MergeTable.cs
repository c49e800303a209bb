namespace DatasetPipeline.Tokens;

/// <summary>
/// From two neighbouring tokens to what they merge into. An entry packs the merge's rank (high 32 bits) and the new
/// token (low 32), so that the smaller entry is the merge that comes first.
/// </summary>
internal sealed class MergeTable
{
    /// <summary>These two do not merge.</summary>
    public const long None = long.MaxValue;

    private const ulong Free = ulong.MaxValue;

    private readonly (ulong Pair, long Entry)[] _slots;
    private readonly int _shift;

    /// <summary>A table for at most <paramref name="count"/> merges.</summary>
    public MergeTable(int count)
    {
        var bits = 4;
        while ((1L << bits) < count * 2L)
            bits++;
        _slots = new (ulong, long)[1 << bits];
        Array.Fill(_slots, (Free, None));
        _shift = 64 - bits;
    }

    /// <summary>Adds a merge; a later one of the same two replaces the earlier.</summary>
    public void Set(int left, int right, int rank, int merged)
    {
        ref var slot = ref Find(Pair(left, right));
        slot = (Pair(left, right), ((long)rank << 32) | (uint)merged);
    }

    /// <summary>The entry of the two tokens, or <see cref="None"/>.</summary>
    public long this[int left, int right] => Find(Pair(left, right)).Entry;

    private static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private ref (ulong Pair, long Entry) Find(ulong pair)
    {
        var slots = _slots;
        for (var slot = (int)((pair * 0x9E3779B97F4A7C15) >> _shift); ; slot = (slot + 1) & (slots.Length - 1))
        {
            ref var found = ref slots[slot];
            if (found.Pair == pair || found.Pair == Free)
                return ref found;
        }
    }
}
