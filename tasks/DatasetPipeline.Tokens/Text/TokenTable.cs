using System.Numerics;
using System.Runtime.InteropServices;

namespace DatasetPipeline.Tokens;

/// <summary>
/// From a token's UTF-8 to its id: one arena of bytes and an open-addressed table, as a dictionary of 151,643 strings
/// would take longer to fill than the whole file takes to read.
/// </summary>
internal sealed class TokenTable
{
    private byte[] _arena = new byte[1 << 16];
    private (int Start, int Length, int Id)[] _entries = new (int, int, int)[1 << 12];
    private int[] _slots = new int[1 << 13]; // 1 + index of an entry, 0: free
    private int _used;

    /// <summary>Tokens in the table.</summary>
    public int Count { get; private set; }

    /// <summary>The largest id, -1 when there is none.</summary>
    public int LargestId { get; private set; } = -1;

    /// <summary>Room for a token of at most this many bytes; what is written there is added by <see cref="Add"/>.</summary>
    public Span<byte> Room(int length)
    {
        if (_arena.Length - _used < length)
            Array.Resize(ref _arena, checked((int)Math.Max(_arena.Length * 2L, _used + (long)length)));
        return _arena.AsSpan(_used);
    }

    /// <summary>Adds the token whose first <paramref name="length"/> bytes lie in <see cref="Room"/>; a later id for the same token replaces the earlier.</summary>
    public void Add(int length, int id)
    {
        LargestId = Math.Max(LargestId, id);
        var key = _arena.AsSpan(_used, length);
        var slot = SlotOf(key);
        if (_slots[slot] != 0)
        {
            _entries[_slots[slot] - 1].Id = id;
            return;
        }

        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        _entries[Count++] = (_used, length, id);
        _slots[slot] = Count;
        _used += length;
        if (Count * 2 > _slots.Length)
            Rehash();
    }

    /// <summary>The token's id, or -1.</summary>
    public int IdOf(ReadOnlySpan<byte> token)
    {
        var slot = _slots[SlotOf(token)];
        return slot == 0 ? -1 : _entries[slot - 1].Id;
    }

    /// <summary>Each token and its id, in the order of the file.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Token, int Id)> Tokens =>
        _entries.Take(Count).Select(entry => ((ReadOnlyMemory<byte>)_arena.AsMemory(entry.Start, entry.Length), entry.Id));

    private void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < Count; i++)
            _slots[SlotOf(_arena.AsSpan(_entries[i].Start, _entries[i].Length))] = i + 1;
    }

    private int SlotOf(ReadOnlySpan<byte> key)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)Hash(key) & mask; ; slot = (slot + 1) & mask)
        {
            if (_slots[slot] == 0)
                return slot;
            ref var entry = ref _entries[_slots[slot] - 1];
            if (entry.Length == key.Length && key.SequenceEqual(_arena.AsSpan(entry.Start, entry.Length)))
                return slot;
        }
    }

    /// <summary>Eight bytes a step; good enough for words, not against someone who wants collisions.</summary>
    internal static uint Hash(ReadOnlySpan<byte> key)
    {
        const ulong Odd = 0x9E3779B97F4A7C15;
        var hash = (ulong)key.Length * Odd;
        for (; key.Length >= 8; key = key[8..])
            hash = BitOperations.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(key)) * Odd, 29);
        ulong rest = 0;
        for (var i = 0; i < key.Length; i++)
            rest |= (ulong)key[i] << (8 * i);
        hash = (hash ^ rest) * Odd;
        return (uint)(hash >> 32);
    }
}
