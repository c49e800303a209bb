using DatasetPipeline.Records;

namespace DatasetPipeline.Reports;

/// <summary>A record on a contact sheet.</summary>
/// <param name="Record">The record.</param>
/// <param name="IsPersonal">Its texts hold a key or a person's data and are not shown.</param>
/// <param name="Picture">Its picture as a model sees it, made small, as PNG; null where none can be made.</param>
/// <param name="Problem">Why there is none; null where there is one.</param>
public sealed record SheetRecord(Record Record, bool IsPersonal, byte[]? Picture, string? Problem)
{
    /// <summary>What it is called: its id, which may be what is not shown.</summary>
    public string Name => IsPersonal ? Record.Path : Record.Id;
}
