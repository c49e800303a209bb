using DatasetPipeline.Diagnostics;
using DatasetPipeline.Licenses;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Metadata;

/// <summary>The same of dataset.yaml's licence, told once and not for each record that has it.</summary>
internal sealed class DefaultLicenseIsKnown : IDatasetRule
{
    public IEnumerable<Diagnostic> Check(Dataset dataset)
    {
        if (dataset.Settings.License is not { } license)
            return [];
        var (line, column) = dataset.Settings.File.Root.PlaceOf("license");
        return LicenseChecks.Find(license).Select(found => new Diagnostic(found.Code, found.Message, dataset.Settings.File.Path, line, column));
    }
}
