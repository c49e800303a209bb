using System.Text;
using DatasetPipeline.Images.Embedded;

namespace DatasetPipeline.Images;

/// <summary>A WebP's chunks.</summary>
internal static class WebPFile
{
    /// <summary>Before the first chunk: RIFF, a length, WEBP.</summary>
    public const int HeaderLength = 12;

    /// <summary>The chunks to the file's end; each ends on an even byte.</summary>
    public static IEnumerable<FileBlock> Chunks(Section file)
    {
        for (var at = (long)HeaderLength; file.Bytes(at, 8) is { Length: 8 } head;)
        {
            var length = (long)Section.Of(head).Number(4, 4, bigEndian: false);
            var chunk = new FileBlock(Encoding.Latin1.GetString(head, 0, 4), at, at + 8, length, at + 8 + length + (length & 1));
            yield return chunk;
            at = chunk.End;
        }
    }
}
