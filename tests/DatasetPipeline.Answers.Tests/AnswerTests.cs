using Snapshooter;
using Snapshooter.Xunit;
using Xunit.Abstractions;

namespace DatasetPipeline.Answers.Tests;

public sealed class AnswerTests(ITestOutputHelper output)
{
    /// <summary>Under this margin another order of additions may turn an answer, and a difference says nothing.</summary>
    private const double Tie = 1e-3;

    public static TheoryData<string> Datasets => [.. Repository.Datasets];

    [Theory]
    [MemberData(nameof(Datasets))]
    public void The_model_says_what_its_snapshots_hold(string dataset)
    {
        var answers = TrainedDataset.Answers(dataset);
        if (Snapshots.AreAccepted)
            Snapshots.Delete(dataset);
        var differences = answers.Select(answer => Difference(dataset, answer)).OfType<string>()
            .Concat(Snapshots.Of(dataset).Except(answers.Select(Snapshots.NameOf)).Select(name => $"{name}\n  no record of the test split has this id any more"))
            .ToList();

        Assert.True(differences.Count == 0, $"""
            {differences.Count} of {answers.Count} answers are not what the snapshots hold.

            {string.Join("\n\n", differences)}

            If that is what you want: dotnet test tests/DatasetPipeline.Answers.Tests -e SNAPSHOOTER_STRICT_MODE=false
            """);
    }

    [SlowTheory]
    [MemberData(nameof(Datasets))]
    public void Training_with_the_kernels_of_an_older_processor_says_the_same(string dataset)
    {
        var answers = TrainedDataset.Answers(dataset);
        var adapter = Directory.CreateTempSubdirectory("adapter").FullName;
        // As --reproducible has it, but for the kernels.
        var older = new Dictionary<string, string>
        {
            ["ATEN_CPU_CAPABILITY"] = "default",
            ["MKL_CBWR"] = "COMPATIBLE",
            ["MKL_NUM_THREADS"] = "2",
            ["OMP_NUM_THREADS"] = "2",
        };
        try
        {
            Dotnet.Run(older, "exec", Repository.Trainer, Repository.FolderOf(dataset), "--no-build", "--output", adapter);
            var others = TrainedDataset.Ask(older, dataset, "--adapter", adapter);

            var differences = answers.Zip(others)
                .Where(pair => pair.First.Answer != pair.Second.Answer)
                .Select(pair => $"{pair.First.Id} (margins {pair.First.SmallestMargin} and {pair.Second.SmallestMargin})\n  AVX2     {pair.First.Answer}\n  default  {pair.Second.Answer}")
                .ToList();
            foreach (var difference in differences)
                output.WriteLine(difference);
            Assert.Equal(answers.Select(answer => answer.Id), others.Select(answer => answer.Id));
            Assert.All(answers.Zip(others), pair => Assert.True(
                pair.First.Answer == pair.Second.Answer || Math.Min(pair.First.SmallestMargin, pair.Second.SmallestMargin) < Tie,
                string.Join("\n", differences)));
        }
        finally
        {
            Directory.Delete(adapter, recursive: true);
        }
    }

    private string? Difference(string dataset, TestAnswer answer)
    {
        var kept = Snapshots.Read(dataset, answer);
        if (kept is null && !Snapshots.AreAccepted)
            return $"{answer.Id}\n  no snapshot; it says  {answer.Answer}";
        try
        {
            Snapshot.Match(answer, new SnapshotFullName(Snapshots.NameOf(answer), Repository.FolderOf(dataset)), options => options.IgnoreField(nameof(TestAnswer.SmallestMargin)));
            return null;
        }
        catch (Xunit.Sdk.XunitException) when (kept is not null)
        {
            var margin = Math.Min(kept.SmallestMargin, answer.SmallestMargin);
            var difference = $"{answer.Id} (margin {margin})\n  said  {kept.Answer}\n  says  {answer.Answer}";
            if (margin >= Tie)
                return difference;
            output.WriteLine($"A tie that fell the other way: {difference}");
            return null;
        }
    }
}
