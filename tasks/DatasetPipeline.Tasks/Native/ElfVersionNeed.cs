using System.Buffers.Binary;
using System.Text;

namespace DatasetPipeline.Tasks.Native;

/// <summary>
/// Edits what a 64-bit little-endian ELF library asks of the libraries it is loaded with: the version needs of
/// section <c>.gnu.version_r</c> and the names in <c>.dynstr</c>. Sizes and offsets stay as they are.
/// Layout: System V ABI, "Symbol Versioning" of the Linux Standard Base.
/// </summary>
public sealed class ElfVersionNeed
{
    private const uint SectionTypeVersionNeed = 0x6ffffffe;
    private readonly byte[] _file;
    private readonly int _needs;
    private readonly int _strings;
    private readonly int _stringsLength;

    /// <summary>Takes the whole file; it is edited in place.</summary>
    /// <exception cref="InvalidDataException">Not a 64-bit little-endian ELF file with version needs.</exception>
    public ElfVersionNeed(byte[] file)
    {
        _file = file;
        if (file.Length < 64 || !file.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        var sections = (int)Read64(0x28);
        var entrySize = Read16(0x3a);
        var count = Read16(0x3c);
        for (var i = 0; i < count; i++)
        {
            var section = sections + i * entrySize;
            if (Read32(section + 4) != SectionTypeVersionNeed)
                continue;
            var strings = sections + (int)Read32(section + 0x28) * entrySize;
            _needs = (int)Read64(section + 0x18);
            _strings = (int)Read64(strings + 0x18);
            _stringsLength = (int)Read64(strings + 0x20);
            return;
        }

        throw new InvalidDataException("the ELF file has no .gnu.version_r section");
    }

    /// <summary>Makes every symbol that asks for <paramref name="version"/> ask for <paramref name="older"/>, which the file must name already.</summary>
    /// <returns>Whether anything asked for it.</returns>
    public bool Lower(string version, string older)
    {
        var changed = false;
        for (var need = _needs; ; need += (int)Read32(need + 12))
        {
            var entry = need + (int)Read32(need + 8);
            for (var i = Read16(need + 2); i > 0; i--, entry += (int)Read32(entry + 12))
            {
                if (NameAt((int)Read32(entry + 8)) != version)
                    continue;
                Write32(entry, Hash(older));
                Write32(entry + 8, (uint)OffsetOf(older));
                changed = true;
            }

            if (Read32(need + 12) == 0)
                return changed;
        }
    }

    /// <summary>Gives a symbol another name, which may not be longer.</summary>
    public void Rename(string symbol, string name)
    {
        if (name.Length > symbol.Length)
            throw new ArgumentException($"{name} is longer than {symbol}.", nameof(name));
        var place = _file.AsSpan(_strings + OffsetOf(symbol), symbol.Length);
        place.Clear();
        Encoding.ASCII.GetBytes(name, place);
    }

    private int OffsetOf(string name)
    {
        var at = _file.AsSpan(_strings, _stringsLength).IndexOf(Encoding.ASCII.GetBytes('\0' + name + '\0'));
        return at >= 0 ? at + 1 : throw new InvalidDataException($"the ELF file does not name {name}");
    }

    private string NameAt(int offset)
    {
        var rest = _file.AsSpan(_strings + offset, _stringsLength - offset);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private static uint Hash(string name)
    {
        uint hash = 0;
        foreach (var c in name)
        {
            hash = (hash << 4) + c;
            var high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }

    private ushort Read16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at));

    private uint Read32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at));

    private ulong Read64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan(at));

    private void Write32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_file.AsSpan(at), value);
}
