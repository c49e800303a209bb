namespace DatasetPipeline.Builds.Tests;

public sealed class TokenTests
{
    [Fact]
    public void The_histogram_of_tokens_is_printed_at_normal_verbosity_also_when_nothing_is_to_do_and_not_by_default()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("cart");
        dataset.Add("login");
        dataset.Write("train.yaml", $"model: {Repository.Root}/models/starter\nmax_length: 2048\n");

        Assert.Empty(Histogram(dataset.Build().Succeeds()));
        var first = Histogram(dataset.Build("-v:n").Succeeds());
        var second = Histogram(dataset.Build("-v:n").Succeeds());

        Assert.Equal("samples by their tokens, of which max_length allows 2048:", first[0]);
        Assert.Equal(2, first.Skip(1).Sum(line => int.Parse(line.Split(' ')[^1])));
        Assert.Equal(first, second);
    }

    private static List<string> Histogram(BuildResult build) => build.Output.Split('\n').Select(line => line.Trim())
        .SkipWhile(line => !line.StartsWith("samples by their tokens", StringComparison.Ordinal))
        .TakeWhile(line => line.StartsWith("samples", StringComparison.Ordinal) || (line.Length > 0 && char.IsAsciiDigit(line[0]) && line.Contains("  ", StringComparison.Ordinal)))
        .ToList();
}
