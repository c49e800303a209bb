using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Privacy;

/// <summary>No value of dataset.yaml holds an address, a person's number or a key.</summary>
internal sealed class DatasetHoldsNoPersonalData : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset) => PlacedText.FindPersonalData(dataset.Settings.File);
}
