using DatasetPipeline.Diagnostics;
using DatasetPipeline.Licenses;
using DatasetPipeline.Records;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Rules.Metadata;

/// <summary>A record's own licence is an SPDX expression, and lets the build make what it makes of the picture.</summary>
internal sealed class LicenseIsKnown : IRecordRule
{
    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings) => record.File.Root["license"].AsText() is { } license
        ? LicenseChecks.Find(license).Select(found => record.Finding(found.Code, found.Message, "license"))
        : [];
}
