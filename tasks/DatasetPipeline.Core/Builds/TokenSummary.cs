using System.Globalization;

namespace DatasetPipeline.Builds;

/// <summary>The tokens of a dataset.</summary>
/// <param name="Model">The model that they are counted for, as train.yaml names it.</param>
/// <param name="Total">Of all records.</param>
/// <param name="Longest">Of the record that has most.</param>
/// <param name="LongestId">That record; the first of them by id.</param>
public sealed record TokenSummary(string Model, long Total, int Longest, string LongestId)
{
    /// <summary><c>12345 tokens (longest 512: cart-7)</c>.</summary>
    public override string ToString() => Total == 0
        ? "0 tokens"
        : string.Create(CultureInfo.InvariantCulture, $"{Total} tokens (longest {Longest}: {Text.Shown.Text(LongestId)})");
}
