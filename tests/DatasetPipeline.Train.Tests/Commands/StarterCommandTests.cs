namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>The starter takes the place of a starter, and of nothing else; what is no number is told in a line.</summary>
public sealed class StarterCommandTests
{
    [Theory]
    [InlineData("images")]
    [InlineData(".")]
    [InlineData("dataset.yaml")]
    public void A_folder_that_holds_something_else_is_left_as_it_is(string output)
    {
        using var dataset = new TinyDataset(epochs: 1);
        var before = Directory.GetFiles(dataset.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        using var run = TrainProcess.Run(dataset.Folder, "starter", "--steps", "1", "--output", output);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"^[^\n]*error DSP9045: [^\n]*\n$", run.Error);
        Assert.Equal(before, Directory.GetFiles(dataset.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--from", "models/starter", "--from must be from 1 to 2, and is models/starter.")]
    [InlineData("--from", "3", "--from must be from 1 to 2, and is 3.")]
    [InlineData("--steps", "0", "--steps must be at least 1, and is 0.")]
    [InlineData("--steps", "-5", "--steps must be at least 1, and is -5.")]
    public void A_number_that_cannot_be_is_told(string option, string value, string message)
    {
        using var run = TrainProcess.Run(Path.GetTempPath(), "starter", option, value, "--output", "starter-of-a-test");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"dotnet train: error DSP0019: {message}\ndotnet train starter --help shows the options\n", run.Error);
    }

    [Fact]
    public void Going_on_needs_a_model()
    {
        using var dataset = new TinyDataset(epochs: 1);
        using var run = TrainProcess.Run(dataset.Folder, "starter", "--from", "2", "--steps", "1", "--output", "nowhere");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"^[^\n]*nowhere[^\n]*error DSP8001: [^\n]*\n$", run.Error);
    }
}
