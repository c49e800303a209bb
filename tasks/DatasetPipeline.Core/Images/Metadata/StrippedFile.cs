namespace DatasetPipeline.Images.Metadata;

/// <summary>A picture's file without what says nothing about its pixels.</summary>
/// <param name="Content">The file; its pixel data is that of the original, byte for byte.</param>
/// <param name="Removed">What was taken out, in the file's order, as people call it.</param>
/// <param name="Exif">What the file said in EXIF; null where it had none.</param>
internal sealed record StrippedFile(byte[] Content, IReadOnlyList<string> Removed, ExifBlock? Exif);
