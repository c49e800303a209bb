namespace DatasetPipeline.Captures;

/// <summary>What <c>sheet --json</c> writes.</summary>
/// <param name="Dataset">The absolute path of the dataset's folder.</param>
/// <param name="Sheet">The absolute path of the sheet.</param>
/// <param name="Records">The ids of the records on it, in its order; the path of one whose texts hold personal data.</param>
/// <param name="Removed">Paths of records that are no more, relative to images/.</param>
internal sealed record SheetResult(string Dataset, string Sheet, IReadOnlyList<string> Records, IReadOnlyList<string> Removed);
