using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules;

/// <summary>All rules.</summary>
public static class RuleBook
{
    private static readonly IRule[] All =
    [
        new RecordHasPicture(),
        new PictureHasRecord(),
        new CaptionIsGiven(),
        new MessagesTakeTurns(),
        new IdsAreUnique(),
        new TextsHoldNoPlaceholder(),
    ];

    /// <summary>What all rules find.</summary>
    public static IEnumerable<Diagnostic> Check(Dataset dataset) => All.SelectMany(rule => rule.Check(dataset));
}
