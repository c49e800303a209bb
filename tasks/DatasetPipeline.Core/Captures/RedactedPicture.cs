namespace DatasetPipeline.Captures;

/// <summary>A picture that no longer holds what its records redacted.</summary>
/// <param name="Before">The absolute path that it had.</param>
/// <param name="Picture">The one that it has: it is a PNG now.</param>
/// <param name="Records">The records that changed with it.</param>
/// <param name="Boxes">How many places were covered.</param>
/// <param name="Trace">What git has of the picture as it was; null where there is no git.</param>
public sealed record RedactedPicture(string Before, string Picture, IReadOnlyList<string> Records, int Boxes, GitTrace? Trace);
