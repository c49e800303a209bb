namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>An adapter takes the place of an adapter, and of nothing else.</summary>
public sealed class OutputFolderTests
{
    [Theory]
    [InlineData("images")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("bin")]
    [InlineData("bin/dataset")]
    [InlineData("obj")]
    [InlineData("obj/train")]
    [InlineData("dataset.yaml")]
    [InlineData("notes")]
    public void A_folder_that_holds_something_else_is_left_as_it_is(string output)
    {
        using var dataset = new TinyDataset(epochs: 1);
        Directory.CreateDirectory(Path.Combine(dataset.Folder, "notes"));
        File.WriteAllText(Path.Combine(dataset.Folder, "notes", "mine.txt"), "mine");
        var before = Directory.GetFiles(dataset.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        using var run = TrainProcess.Run(dataset.Folder, "--no-build", "--output", output);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"^[^\n]*error DSP9045: [^\n]*\n$", run.Error);
        Assert.Equal(before, Directory.GetFiles(dataset.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_empty_folder_and_an_earlier_adapter_s_are_taken()
    {
        using var dataset = new TinyDataset(epochs: 1);
        Directory.CreateDirectory(Path.Combine(dataset.Folder, "mine"));

        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build", "--output", "mine").ExitCode);
        Assert.Equal(0, TrainProcess.Run(dataset.Folder, "--no-build", "--output", "mine", "--fresh").ExitCode);
        Assert.Contains("--output takes a folder", TrainProcess.Run(dataset.Folder, "--no-build", "--output", "").Error, StringComparison.Ordinal);
    }
}
