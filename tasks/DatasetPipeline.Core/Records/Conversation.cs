using DatasetPipeline.Tokens;

namespace DatasetPipeline.Records;

/// <summary>What a record is for a model.</summary>
public static class Conversation
{
    /// <summary>The turns of a record: the picture and the prompt, then the caption; or its own turns, the picture in the first.</summary>
    public static IReadOnlyList<Message> Of(Record record, DatasetSettings settings)
    {
        IReadOnlyList<Message> turns = record.Caption is { } caption
            ? [new("user", settings.Prompts.GetValueOrDefault(record.Language, "")), new("assistant", caption)]
            : record.Messages;
        return turns.Select((turn, i) => i == 0 ? turn with { Content = "<image>" + turn.Content } : turn).ToList();
    }
}
