namespace DatasetPipeline.Images.Embedded;

/// <summary>A chunk or a segment of a picture's file, as its header has it: it may reach beyond the file.</summary>
/// <param name="Kind">A PNG's or a WebP's four letters, a JPEG's marker in hexadecimal.</param>
/// <param name="Start">Where its header begins.</param>
/// <param name="BodyStart">Where its content does.</param>
/// <param name="BodyLength">How long that is; less than 0 where the header says what cannot be.</param>
/// <param name="End">Where the next one begins.</param>
internal readonly record struct FileBlock(string Kind, long Start, long BodyStart, long BodyLength, long End)
{
    /// <summary>Its content, as far as the file reaches.</summary>
    public Section BodyIn(Section file) => file.Part(BodyStart, Math.Max(0, BodyLength));

    /// <summary>Its content, where all of it is in the file.</summary>
    public ReadOnlySpan<byte> BodyIn(byte[] file) => file.AsSpan((int)BodyStart, (int)BodyLength);

    /// <summary>All of it, where it is in the file.</summary>
    public ReadOnlySpan<byte> In(byte[] file) => file.AsSpan((int)Start, (int)(End - Start));
}
