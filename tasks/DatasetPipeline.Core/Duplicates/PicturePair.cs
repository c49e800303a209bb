namespace DatasetPipeline.Duplicates;

/// <summary>Two pictures, by their paths under images/, that show the same.</summary>
/// <param name="First">The one that comes first in ordinal order.</param>
/// <param name="Second">The other.</param>
/// <param name="Likeness">How alike they are; null where the pixels are the same.</param>
internal sealed record PicturePair(string First, string Second, Likeness? Likeness);
