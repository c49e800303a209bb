using System.Security.Cryptography;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;

namespace DatasetPipeline.Images;

/// <summary>Everything that decides the bytes of one output picture.</summary>
/// <param name="SourcePath">The original picture.</param>
/// <param name="Redactions">What no output may show, in pixels of the original after EXIF orientation.</param>
/// <param name="Marks">What is drawn over it, in that order.</param>
/// <param name="Resolution">The longest side of the output at most, in pixels.</param>
/// <param name="Fit">How the picture is brought to the resolution.</param>
public sealed record PictureJob(
    string SourcePath, IReadOnlyList<Redaction> Redactions, IReadOnlyList<Mark> Marks, int Resolution, Fit Fit)
{
    /// <summary>The part of the original that is left, in whole pixels inside this box; null is all of it.</summary>
    public PixelBox? Crop { get; init; }

    /// <summary>Whether a picture that is smaller than the resolution is brought to it, too.</summary>
    public bool IsEnlarged { get; init; }

    /// <summary>The model to whose sizes outputs are brought; null is none.</summary>
    public PictureAlignment? Alignment { get; init; }

    /// <summary>What the output is written as.</summary>
    public PictureEncoding Encoding { get; init; } = new();

    /// <summary>What the original may cost; no output's bytes depend on it.</summary>
    public PictureLimits Limits { get; init; } = PictureLimits.Default;

    /// <summary>The job of a record, or of a picture that none speaks of yet.</summary>
    public static PictureJob Of(string sourcePath, Record? record, DatasetSettings settings, PictureAlignment? alignment) =>
        new(sourcePath, record?.Redactions ?? [], record?.Marks ?? [], settings.Resolution, settings.Fit)
        {
            Crop = record?.Crop,
            IsEnlarged = settings.IsEnlarged,
            Alignment = alignment,
            Encoding = settings.Output,
            Limits = settings.Limits,
        };

    /// <summary>
    /// The output's file name: a hash of the source's content and of every setting that changes the output's bytes,
    /// so that a name stands for one picture only. The source's path is no part of it.
    /// </summary>
    /// <param name="sourceSha256">SHA-256 of the source file's bytes.</param>
    public string OutputName(ReadOnlySpan<byte> sourceSha256)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sourceSha256.Length, SHA256.HashSizeInBytes);

        using var settings = new MemoryStream();
        using var writer = new BinaryWriter(settings);
        writer.Write(Pictures.Version);
        writer.Write(sourceSha256);
        JobEncoding.Write(writer, this);
        writer.Flush();
        return Convert.ToHexStringLower(SHA256.HashData(settings.GetBuffer().AsSpan(0, (int)settings.Length))) + Encoding.Ending;
    }
}
