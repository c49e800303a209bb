using DatasetPipeline.Builds;
using DatasetPipeline.Records;

namespace DatasetPipeline.Reports;

/// <summary>A record as the report shows it.</summary>
/// <param name="Record">The record.</param>
/// <param name="Split">train or test.</param>
/// <param name="Picture">Its output picture; null where none could be made.</param>
/// <param name="Tokens">What it needs; null where that was not counted.</param>
/// <param name="IsPersonal">Its texts hold a key or a person's data and are not shown.</param>
internal sealed record ReportRecord(Record Record, string Split, StoredPicture? Picture, TokenCount? Tokens, bool IsPersonal)
{
    /// <summary>What it is called: its id, which may be what is not shown.</summary>
    public string Name => IsPersonal ? Record.Path : Record.Id;
}
