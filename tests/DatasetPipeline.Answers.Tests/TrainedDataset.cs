using System.Text.Json.Nodes;

namespace DatasetPipeline.Answers.Tests;

/// <summary>Datasets on which the model has been trained in this test run, or before if nothing has changed since.</summary>
internal static class TrainedDataset
{
    private static readonly Dictionary<string, IReadOnlyList<TestAnswer>> Known = new(StringComparer.Ordinal);

    /// <summary>What the adapter says of the test split, after a reproducible training.</summary>
    public static IReadOnlyList<TestAnswer> Answers(string dataset)
    {
        lock (Known)
        {
            if (Known.TryGetValue(dataset, out var answers))
                return answers;
            // A snapshot is of an adapter that was trained from the start, as in CI.
            Dotnet.Run(new Dictionary<string, string> { ["CI"] = "true" }, "build", Repository.FolderOf(dataset), "-t:Train", "-tl:off", "-nologo");
            return Known[dataset] = Ask(NoSettings, dataset, "--reproducible");
        }
    }

    /// <summary>What an adapter says of the test split.</summary>
    public static IReadOnlyList<TestAnswer> Ask(IReadOnlyDictionary<string, string> environment, string dataset, params string[] options)
    {
        var json = Dotnet.Run(environment, ["exec", Repository.Trainer, "evaluate", Repository.FolderOf(dataset), "--split", "test", "--json", .. options]);
        return [.. JsonNode.Parse(json)!.AsArray().Select(answer => new TestAnswer(
            (string)answer!["id"]!,
            (string)answer["adapter"]!["answer"]!,
            Math.Round((double)answer["adapter"]!["smallest_margin"]!, 4)))];
    }

    private static IReadOnlyDictionary<string, string> NoSettings { get; } = new Dictionary<string, string>();
}
