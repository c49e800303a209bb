namespace DatasetPipeline.Privacy;

/// <summary>A value that no output may show.</summary>
/// <param name="Value">It, whole.</param>
/// <param name="Shown">How many of its first characters may be shown.</param>
internal readonly record struct Secret(string Value, int Shown)
{
    /// <summary>What may be shown of it.</summary>
    public override string ToString() => $"{Value[..Shown]}…";
}
