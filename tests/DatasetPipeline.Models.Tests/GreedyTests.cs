using DatasetPipeline.Models.Generation;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class GreedyTests
{
    public static TheoryData<string, string> Cases => Goldens.Cases("model");

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Cases))]
    public void Greedy_answers_are_those_of_transformers(string architecture, string name)
    {
        using var scope = torch.NewDisposeScope();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var golden = GoldenCase.Of(folder, name);
        var (prompt, seen) = golden.Prepare(model, promptOnly: true);

        var answer = Greedy.Generate(model, prompt, seen, maxNewTokens: 24);

        if (golden.GreedyMargin >= 1e-3) // below that a tie may fall either way
            Assert.Equal(golden.GreedyIds, answer.Ids);
        Assert.Equal(golden.GreedyMargin, answer.SmallestMargin, 1e-3);
    }
}
