using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Metadata;

/// <summary>What dataset.yaml requires is given, in the record or as its default.</summary>
internal sealed class RequiredMetadataIsGiven : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings) =>
        from key in settings.Required
        where key switch
        {
            "source" => record.Source ?? settings.Source,
            "annotator" => record.Annotator,
            "annotated" => record.Annotated,
            "license" => record.License,
            _ => "",
        } is null
        select record.Finding(
            Codes.RequiredMetadata,
            $"dataset.yaml requires {key}, and this record gives none; add \"{key}: …\"{(key == "annotated" ? "" : " here, or for all records in dataset.yaml")}",
            "");
}
