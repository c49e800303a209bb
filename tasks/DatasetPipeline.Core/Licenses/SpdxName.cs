namespace DatasetPipeline.Licenses;

/// <summary>An identifier of SPDX's list.</summary>
/// <param name="Id">As the list writes it.</param>
/// <param name="Successor">For a deprecated one, the expression that took its place, or nothing where none did; null for one in use.</param>
internal sealed record SpdxName(string Id, string? Successor)
{
    /// <summary>What is written today.</summary>
    public string Current => Successor is { Length: > 0 } ? Successor : Id;
}
