namespace DatasetPipeline.Language;

/// <summary>Where a text names a mark.</summary>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="Text">The words.</param>
/// <param name="Kinds">What it may be.</param>
/// <param name="Hue">Its colour, where one is named.</param>
public sealed record MarkMention(int Start, string Text, MarkKinds Kinds, Hue? Hue);
