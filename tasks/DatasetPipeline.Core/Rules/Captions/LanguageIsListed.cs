using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Captions;

/// <summary>Captions are in the languages that dataset.yaml lists.</summary>
internal sealed class LanguageIsListed : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings)
    {
        if (record.Language is not ("en" or "zh") || settings.Languages.Contains(record.Language) || (record.Caption is null && record.Messages.Count == 0))
            yield break;
        var name = record.Language == "zh" ? "Chinese" : "English";
        yield return record.Finding(
            Codes.LanguageNotListed,
            $"the text is {name}, and {record.Language} is not among the languages in dataset.yaml; add it there, or give this record's language with \"language: …\"",
            record.File.Root["language"] is not null ? "language" : record.Caption is null ? "messages" : "caption");
    }
}
