namespace DatasetPipeline.Captures;

/// <summary>A redacted picture as scripts read it; paths are absolute.</summary>
/// <param name="Before">The picture's path before.</param>
/// <param name="Picture">Its path now.</param>
/// <param name="Records">The records that changed with it.</param>
/// <param name="Boxes">How many places were covered.</param>
/// <param name="Tracked">Whether git's index holds the picture; null without git.</param>
/// <param name="Commits">How many commits have changed it.</param>
/// <param name="Blobs">The ids of its contents in git, which show what is covered now.</param>
internal sealed record RedactedFile(
    string Before, string Picture, IReadOnlyList<string> Records, int Boxes, bool? Tracked, int? Commits, IReadOnlyList<string>? Blobs);
