using System.Buffers.Binary;

namespace DatasetPipeline.Images.Embedded;

/// <summary>A part of a file that is read where it is asked for: beyond its end there is nothing, which is no error.</summary>
internal sealed class Section(Stream stream, long start, long length)
{
    public long Length => length;

    public static Section Of(byte[] bytes) => new(new MemoryStream(bytes), 0, bytes.Length);

    /// <summary>The section within this one, as far as it reaches.</summary>
    public Section Part(long at, long most) => new(stream, start + at, Math.Clamp(length - at, 0, most));

    /// <summary>The bytes there are, at most so many.</summary>
    public byte[] Bytes(long at, long most)
    {
        var count = Math.Clamp(length - at, 0, Math.Min(most, PersonalTags.MostBytes));
        if (at < 0 || count == 0)
            return [];
        var bytes = new byte[count];
        stream.Position = start + at;
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    public bool StartsWith(ReadOnlySpan<byte> bytes) => Bytes(0, bytes.Length).AsSpan().SequenceEqual(bytes);

    /// <summary>A number of 2, 4 or 8 bytes; 0 beyond the end.</summary>
    public ulong Number(long at, int bytes, bool bigEndian = true)
    {
        Span<byte> number = stackalloc byte[8];
        var found = Bytes(at, bytes);
        if (found.Length < bytes)
            return 0;
        found.CopyTo(bigEndian ? number[(8 - bytes)..] : number);
        return bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(number) : BinaryPrimitives.ReadUInt64LittleEndian(number);
    }
}
