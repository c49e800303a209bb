using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules;

/// <summary>One thing that must hold of the records together: a pure function from what was read to what is wrong with it.</summary>
internal interface IDatasetRule
{
    /// <summary>What breaks the rule.</summary>
    IEnumerable<Diagnostic> Check(Dataset dataset);
}
