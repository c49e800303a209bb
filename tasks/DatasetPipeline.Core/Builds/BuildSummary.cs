using System.Globalization;
using DatasetPipeline.Text;

namespace DatasetPipeline.Builds;

/// <summary>A build's outputs in numbers; also what summary.json holds.</summary>
public sealed record BuildSummary
{
    /// <summary>The dataset's name.</summary>
    public required string Name { get; init; }

    /// <summary>All records.</summary>
    public required int Records { get; init; }

    /// <summary>Those in train.jsonl.</summary>
    public required int Train { get; init; }

    /// <summary>Those in test.jsonl.</summary>
    public required int Test { get; init; }

    /// <summary>The different pictures that they have.</summary>
    public required int Pictures { get; init; }

    /// <summary>Their tokens; null without train.yaml.</summary>
    public TokenSummary? Tokens { get; init; }

    /// <summary>The warnings that stand against the dataset.</summary>
    public required int Warnings { get; init; }

    /// <summary>Where the outputs are, relative to the dataset's folder, with <c>/</c>.</summary>
    public required string Output { get; init; }

    /// <summary>One line: <c>36 records (29 train, 7 test), 12345 tokens (longest 512: cart-7), 0 warnings</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Counted.Of(Records, "record")} ({Train} train, {Test} test), {Tokens?.ToString() ?? "tokens not counted as there is no train.yaml"}, {Counted.Of(Warnings, "warning")}");
}
