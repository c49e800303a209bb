namespace DatasetPipeline.Builds;

/// <summary>The tokens of a sample.</summary>
/// <param name="Text">Those of its texts, and of the model's form around texts and picture.</param>
/// <param name="Picture">Those that stand for the picture.</param>
internal readonly record struct TokenCount(int Text, int Picture)
{
    public int Total => Text + Picture;
}
