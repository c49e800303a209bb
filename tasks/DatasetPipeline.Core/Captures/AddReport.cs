namespace DatasetPipeline.Captures;

/// <summary>What became of the files of an <see cref="AddRequest"/>, in their order.</summary>
/// <param name="Added">Those that are records now, or would be.</param>
/// <param name="Refused">Those that the build would refuse.</param>
public sealed record AddReport(IReadOnlyList<AddedPicture> Added, IReadOnlyList<RefusedPicture> Refused);
