using DatasetPipeline.Findings;

namespace DatasetPipeline.Captures;

/// <summary>An added picture as scripts read it; paths are absolute.</summary>
/// <param name="From">The file.</param>
/// <param name="Picture">Its copy in the dataset.</param>
/// <param name="Record">The record.</param>
/// <param name="Width">Upright, in pixels.</param>
/// <param name="Height">Upright, in pixels.</param>
/// <param name="Removed">What was taken out of the file.</param>
/// <param name="Drawn">The marks that its pixels seem to hold.</param>
/// <param name="CaptionLine">Where the caption is still to be written; null where there is one.</param>
/// <param name="CaptionColumn">And the column.</param>
/// <param name="Findings">What the build will say.</param>
internal sealed record AddedFile(
    string From, string Picture, string Record, int Width, int Height, IReadOnlyList<string> Removed, IReadOnlyList<string> Drawn, int? CaptionLine, int? CaptionColumn, IReadOnlyList<CheckFinding> Findings);
