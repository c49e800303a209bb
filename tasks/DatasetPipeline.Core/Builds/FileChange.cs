namespace DatasetPipeline.Builds;

/// <summary>One change of a dataset's own files.</summary>
/// <param name="Staged">The name of the file that waits with the new content; null where the file goes.</param>
/// <param name="Path">What changes, relative to the dataset's folder, with <c>/</c>.</param>
internal sealed record FileChange(string? Staged, string Path);
