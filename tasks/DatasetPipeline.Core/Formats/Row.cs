using DatasetPipeline.Tokens;

namespace DatasetPipeline.Formats;

/// <summary>A record as it is written out.</summary>
/// <param name="Id">The record's id, which orders the rows.</param>
/// <param name="Messages">The turns, with <c>&lt;image&gt;</c> in the first.</param>
/// <param name="Image">The picture's path relative to the JSONL.</param>
public sealed record Row(string Id, IReadOnlyList<Message> Messages, string Image);
