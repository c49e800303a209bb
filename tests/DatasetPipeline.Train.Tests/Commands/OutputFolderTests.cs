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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_or_a_link_to_nothing_in_the_adapter_s_place_is_told_before_anything_is_built(bool isLink)
    {
        using var dataset = new TinyDataset(epochs: 1);
        if (isLink)
            File.CreateSymbolicLink(dataset.Adapter, "nowhere");
        else
            File.WriteAllText(dataset.Adapter, "mine");
        File.WriteAllText(Path.Combine(dataset.Folder, "dataset.yaml"), "names: a key that no build takes\n");
        using var run = TrainProcess.Run(dataset.Folder);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"^[^\n]*bin/adapter\(1,1\): error DSP9045: this is where the adapter goes[^\n]*\n$", run.Error);
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
