using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Rules.Captions;

/// <summary>In a dialogue user and assistant take turns; the user begins and the assistant has the last word.</summary>
internal sealed class MessagesTakeTurns : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings)
    {
        for (var i = 0; i < record.Messages.Count; i++)
        {
            var role = i % 2 == 0 ? "user" : "assistant";
            if (record.Messages[i].Role is "user" or "assistant" && record.Messages[i].Role != role)
            {
                yield return record.Finding(Codes.WrongValue, $"it is the turn of {role} here; user and assistant take turns, and the user begins", record.File.Root["messages"].AsItems()[i]);
                break;
            }

            if (i == record.Messages.Count - 1 && role == "user" && i > 0)
                yield return record.Finding(Codes.WrongValue, "the dialogue ends with the user; add what the assistant answers", record.File.Root["messages"].AsItems()[i]);
        }
    }
}
