namespace DatasetPipeline.Models.Checkpoints;

/// <summary>Shapes as messages show them, without the brackets that problem matchers cut at.</summary>
internal static class Shapes
{
    /// <summary>More dimensions than any tensor of a model has.</summary>
    public const int MostDimensions = 8;

    public static string Text(IReadOnlyList<long> shape) => $"({string.Join(", ", shape.Take(MostDimensions))}{(shape.Count > MostDimensions ? ", …" : "")})";
}
