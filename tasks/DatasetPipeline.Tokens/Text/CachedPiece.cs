namespace DatasetPipeline.Tokens;

/// <summary>A piece of text that was encoded before; never changed, so threads may share it.</summary>
internal sealed record CachedPiece(byte[] Key, int[] Ids);
