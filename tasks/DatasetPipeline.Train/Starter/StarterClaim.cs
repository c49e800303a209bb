namespace DatasetPipeline.Train.Starter;

/// <summary>What a sentence says of a mark, in the English words of <see cref="StarterSample"/>; null where it does not say.</summary>
public sealed record StarterClaim(string? Shape, string? Color, string? Place, string? Target);
