namespace DatasetPipeline.Models.Checkpoints;

/// <summary>Shapes as messages show them, without the brackets that problem matchers cut at.</summary>
internal static class Shapes
{
    public static string Text(IEnumerable<long> shape) => $"({string.Join(", ", shape)})";
}
