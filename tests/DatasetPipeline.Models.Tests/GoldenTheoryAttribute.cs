namespace DatasetPipeline.Models.Tests;

/// <summary>
/// A theory over the reference outputs. A folder that GOLDENS names may hold only some of the parts: what it lacks is
/// skipped in sight, with the part's name. The repository's own folder lacks nothing, so there a part that is gone fails.
/// </summary>
internal sealed class GoldenTheoryAttribute : TheoryAttribute
{
    public GoldenTheoryAttribute(params string[] parts)
    {
        if (Goldens.IsOwn || Goldens.Architectures(parts).Any())
            return;
        Skip = $"{Goldens.Folder} holds no {string.Join(" and ", parts)} of a family that is known here.";
    }
}
