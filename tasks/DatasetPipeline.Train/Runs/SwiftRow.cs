using DatasetPipeline.Tokens;

namespace DatasetPipeline.Train.Runs;

/// <summary>A line of train.jsonl or test.jsonl.</summary>
/// <param name="Id">The record's id.</param>
/// <param name="Messages">The turns.</param>
/// <param name="Images">Absolute paths, in the order of the <c>&lt;image&gt;</c> tags.</param>
public sealed record SwiftRow(string Id, IReadOnlyList<Message> Messages, IReadOnlyList<string> Images);
