using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules;

/// <summary>
/// One thing that must hold of each record by itself: a pure function of the record and of dataset.yaml, so that what it found
/// holds until one of the two changes.
/// </summary>
internal interface IRecordRule
{
    /// <summary>What in the record breaks the rule.</summary>
    IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings);
}
