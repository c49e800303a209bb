using DatasetPipeline.Records;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Builds;

/// <summary>A record and its picture, ready to become a row.</summary>
internal sealed record Sample(Record Record, IReadOnlyList<Message> Messages, StoredPicture Picture);
