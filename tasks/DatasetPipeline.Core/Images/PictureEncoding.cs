using System.Buffers.Binary;
using NetVips;

namespace DatasetPipeline.Images;

/// <summary>How an output picture is written, always without metadata.</summary>
/// <param name="Format">The format.</param>
/// <param name="Quality">1 to 100 for a lossy one; null is exact for WebP and <see cref="JpegQuality"/> for JPEG.</param>
public sealed record PictureEncoding(OutputFormat Format = OutputFormat.Png, int? Quality = null)
{
    /// <summary>
    /// zlib's level, with PNG's filters off: of all pairs the smallest files for their time on screens, where a filter breaks
    /// up the repetitions that flat areas are. Level 9 saves another fifth and takes ten times as long.
    /// </summary>
    private const int Compression = 3;

    /// <summary>The letters of a screen keep their edges; with colour at full resolution a red word does not smear.</summary>
    private const int JpegQuality = 92;

    /// <summary>Of 0 to 6: screens take half of PNG's space at a quarter of its speed; docs/pictures.md has the figures.</summary>
    private const int WebPEffort = 2;

    /// <summary>What the names of such files end with.</summary>
    public string Ending => Format switch
    {
        OutputFormat.WebP => ".webp",
        OutputFormat.Jpeg => ".jpg",
        _ => ".png",
    };

    internal byte[] Save(Image picture) => Format switch
    {
        OutputFormat.WebP when Quality is { } quality => picture.WebpsaveBuffer(q: quality, effort: WebPEffort, smartSubsample: true, keep: Enums.ForeignKeep.None),
        OutputFormat.WebP => picture.WebpsaveBuffer(lossless: true, effort: WebPEffort, keep: Enums.ForeignKeep.None),
        OutputFormat.Jpeg => picture.JpegsaveBuffer(q: Quality ?? JpegQuality, optimizeCoding: true, subsampleMode: Enums.ForeignSubsample.Off, keep: Enums.ForeignKeep.None),
        _ => picture.PngsaveBuffer(compression: Compression, filter: Enums.ForeignPngFilter.None, keep: Enums.ForeignKeep.None),
    };

    /// <summary>The size of a picture that was written so; null where it was cut short since.</summary>
    internal (int Width, int Height)? SizeOf(byte[] file)
    {
        var isWhole = Format switch
        {
            OutputFormat.WebP => file.Length > 12 && BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)) == file.Length - 8,
            OutputFormat.Jpeg => file.AsSpan().EndsWith<byte>([0xFF, 0xD9]),
            _ => file.Length > 24 && PngFile.IsWhole(file),
        };
        if (!isWhole)
            return null;
        // A PNG's first chunk, IHDR, starts with the size.
        if (Format == OutputFormat.Png)
            return (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));
        using var picture = PictureDecoder.Open(file, PictureLimits.OfOutputs);
        return (picture.Width, picture.Height);
    }
}
