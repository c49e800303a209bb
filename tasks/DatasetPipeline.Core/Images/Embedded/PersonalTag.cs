namespace DatasetPipeline.Images.Embedded;

/// <summary>What a picture's file tells of a person beside its pixels.</summary>
/// <param name="Where">The tag, as tools name it: EXIF Artist.</param>
/// <param name="Name">The name; null for a place.</param>
public sealed record PersonalTag(string Where, string? Name);
