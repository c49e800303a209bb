using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules;

/// <summary>One thing that must hold of a dataset: a pure function from what was read to what is wrong with it.</summary>
public interface IRule
{
    /// <summary>What breaks the rule, with the rule's own severity.</summary>
    IEnumerable<Diagnostic> Check(Dataset dataset);
}
