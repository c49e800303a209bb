using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules;

/// <summary>All rules: every class here that is one, so that a new rule is a new file and nothing else.</summary>
public static class RuleBook
{
    private static readonly IReadOnlyList<IRecordRule> OfRecords = All<IRecordRule>();
    private static readonly IReadOnlyList<IDatasetRule> OfDatasets = All<IDatasetRule>();

    /// <summary>What the rules about single records find in those that are not known to be clean.</summary>
    public static IEnumerable<Diagnostic> CheckRecords(Dataset dataset) => dataset.Records
        .Where(record => !record.IsChecked)
        .AsParallel()
        .SelectMany(record => OfRecords.SelectMany(rule => RuleRun.Of(rule.GetType().Name, () => rule.Check(record, dataset.Settings), record.File.Path)));

    /// <summary>What the rules about all records together find.</summary>
    public static IEnumerable<Diagnostic> CheckTogether(Dataset dataset) => OfDatasets
        .AsParallel()
        .SelectMany(rule => RuleRun.Of(rule.GetType().Name, () => rule.Check(dataset), dataset.Settings.File.Path));

    private static List<T> All<T>() => typeof(RuleBook).Assembly.GetTypes()
        .Where(type => typeof(T).IsAssignableFrom(type) && type is { IsAbstract: false })
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .Select(type => (T)Activator.CreateInstance(type)!)
        .ToList();
}
