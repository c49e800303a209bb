using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;

namespace DatasetPipeline.Captures;

/// <summary>A picture that became a record.</summary>
/// <param name="From">The file that it came from.</param>
/// <param name="Picture">The absolute path of the picture in the dataset.</param>
/// <param name="Record">The absolute path of the record.</param>
/// <param name="Width">Upright, in pixels.</param>
/// <param name="Height">Upright, in pixels.</param>
/// <param name="Removed">What was taken out of the file, as people call it.</param>
/// <param name="Drawn">The marks that its pixels seem to hold.</param>
/// <param name="Caption">Where in the record the caption is still to be written: line and column; null where there is one.</param>
/// <param name="Findings">What the build will say.</param>
public sealed record AddedPicture(
    string From, string Picture, string Record, int Width, int Height, IReadOnlyList<string> Removed, IReadOnlyList<DrawnMark> Drawn, (int Line, int Column)? Caption, IReadOnlyList<Diagnostic> Findings);
