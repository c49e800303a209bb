using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DatasetPipeline.Builds;

namespace DatasetPipeline.Duplicates;

/// <summary>The fingerprints of pictures by the SHA-256 of their files, in one file that ends with its own hash.</summary>
internal static class FingerprintFile
{
    /// <summary>None where there is no file, one that was damaged, or none that this version wrote.</summary>
    public static Dictionary<string, Fingerprint> Read(string? path)
    {
        if (path is null || !File.Exists(path))
            return new(StringComparer.Ordinal);
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < SHA256.HashSizeInBytes || !SHA256.HashData(bytes.AsSpan(..^SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(bytes.AsSpan(^SHA256.HashSizeInBytes..)))
            return new(StringComparer.Ordinal);

        using var reader = new BinaryReader(new MemoryStream(bytes));
        var known = new Dictionary<string, Fingerprint>(StringComparer.Ordinal);
        if (reader.ReadInt32() != Fingerprint.Version)
            return known;
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var hash = Convert.ToHexStringLower(reader.ReadBytes(SHA256.HashSizeInBytes));
            known[hash] = new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadBytes(SHA256.HashSizeInBytes), ReadAll<Landmark>(reader), ReadAll<Landmark>(reader), ReadAll<ushort>(reader));
        }

        return known;
    }

    public static void Write(string path, IReadOnlyDictionary<string, Fingerprint> fingerprints)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Fingerprint.Version);
        writer.Write(fingerprints.Count);
        foreach (var (hash, fingerprint) in fingerprints.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(Convert.FromHexString(hash));
            writer.Write(fingerprint.Width);
            writer.Write(fingerprint.Height);
            writer.Write(fingerprint.PixelHash);
            WriteAll(writer, fingerprint.InPixels);
            WriteAll(writer, fingerprint.Fitted);
            WriteAll(writer, fingerprint.Tiles);
        }

        writer.Flush();
        writer.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        WholeFile.WriteIfDifferent(path, stream.ToArray());
    }

    private static T[] ReadAll<T>(BinaryReader reader)
        where T : unmanaged
    {
        var values = new T[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static void WriteAll<T>(BinaryWriter writer, T[] values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
