using System.IO.Compression;
using System.Text;
using DatasetPipeline.Images.Embedded;

namespace DatasetPipeline.Images;

/// <summary>A PNG's chunks. The decoder stops at the last pixel and would let a file pass that is cut short behind it.</summary>
internal static class PngFile
{
    /// <summary>Before the first chunk.</summary>
    public const int SignatureLength = 8;

    /// <summary>Of a colour profile, unpacked: those of printing presses take some.</summary>
    public const int MostProfileBytes = 16_000_000;

    /// <summary>The chunks to the last one, IEND, or to the file's end.</summary>
    public static IEnumerable<FileBlock> Chunks(Section file)
    {
        for (var at = (long)SignatureLength; file.Bytes(at, 8) is { Length: 8 } head;)
        {
            var length = (long)Section.Of(head).Number(0, 4);
            var chunk = new FileBlock(Encoding.Latin1.GetString(head, 4, 4), at, at + 8, length, at + 12 + length);
            yield return chunk;
            if (chunk.Kind == "IEND")
                yield break;
            at = chunk.End;
        }
    }

    /// <summary>Whether the chunks follow one another to the last one, IEND.</summary>
    public static bool IsWhole(byte[] file) => Chunks(Section.Of(file)).TakeWhile(chunk => chunk.End <= file.Length).Any(chunk => chunk.Kind == "IEND");

    /// <summary>Whether the colour profile, iCCP, unpacks to more than any profile has; no more than that is unpacked.</summary>
    public static bool HasEndlessProfile(byte[] file)
    {
        foreach (var chunk in Chunks(Section.Of(file)).TakeWhile(chunk => chunk.Kind != "IDAT" && chunk.End <= file.Length).Where(chunk => chunk.Kind == "iCCP"))
        {
            // A name, a zero, the method, and what is packed.
            var name = chunk.BodyIn(file).IndexOf((byte)0);
            if (name < 0 || name + 2 > chunk.BodyLength)
                continue;
            using var profile = new ZLibStream(new MemoryStream(file, (int)chunk.BodyStart + name + 2, (int)chunk.BodyLength - name - 2), CompressionMode.Decompress);
            try
            {
                var (buffer, length) = (new byte[65536], 0);
                for (int read; (read = profile.Read(buffer)) > 0;)
                {
                    if ((length += read) > MostProfileBytes)
                        return true;
                }
            }
            catch (InvalidDataException)
            {
                // The decoder leaves a broken profile aside.
            }
        }

        return false;
    }

    /// <summary>The frames of an APNG, which its control chunk, acTL, tells before the pixels; 1 of any other PNG.</summary>
    public static int Frames(byte[] file)
    {
        var section = Section.Of(file);
        return Chunks(section)
            .TakeWhile(chunk => chunk.Kind != "IDAT")
            .Where(chunk => chunk.Kind == "acTL")
            .Select(chunk => (int)Math.Clamp(chunk.BodyIn(section).Number(0, 4), 1, int.MaxValue))
            .FirstOrDefault(1);
    }
}
