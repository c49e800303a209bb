namespace DatasetPipeline.Images.Drawn;

/// <summary>Pixels side by side.</summary>
/// <param name="Y">Their row.</param>
/// <param name="From">The first.</param>
/// <param name="To">One past the last.</param>
internal readonly record struct Span(int Y, int From, int To);
