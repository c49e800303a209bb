using DatasetPipeline.Models.Generation;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class GreedyTests
{
    private static readonly GenerationSettings Greedy = new() { MaxNewTokens = 24 };

    public static TheoryData<string, string> Cases => Goldens.Cases("model");

    public static TheoryData<string> Families => Goldens.Names("cases.json", "model");

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Cases))]
    public void Greedy_answers_are_those_of_transformers(string architecture, string name)
    {
        using var scope = torch.NewDisposeScope();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var golden = GoldenCase.Of(folder, name);
        var (prompt, seen) = golden.Prepare(model, promptOnly: true);

        IsReference(architecture, golden, Generator.Answer(model, new(prompt, seen, Greedy)));
    }

    [GoldenTheory("cases.json", "model")]
    [MemberData(nameof(Families))]
    public void In_a_batch_of_prompts_of_different_lengths_each_answer_is_what_it_is_alone(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var folder = Path.Combine(Goldens.Folder, architecture);
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        GoldenCase[] cases = [.. GoldenCase.Names(folder).Select(name => GoldenCase.Of(folder, name))];

        var answers = Generator.Answers(model, [.. cases.Select(c => c.Prepare(model, promptOnly: true)).Select(p => new GenerationRequest(p.Sample, p.Seen, Greedy))]);

        foreach (var (golden, answer) in cases.Zip(answers))
            IsReference(architecture, golden, answer);
    }

    private static void IsReference(string architecture, GoldenCase golden, Answer answer)
    {
        if (golden.GreedyMargin >= 1e-3) // below that a tie may fall either way
            Assert.Equal(golden.GreedyIds, answer.Ids);
        ParityTable.Add(architecture, "smallest margin of greedy answers", Math.Abs(golden.GreedyMargin - answer.SmallestMargin), 1e-3);
        Assert.Equal(golden.GreedyMargin, answer.SmallestMargin, 1e-3);
    }
}
