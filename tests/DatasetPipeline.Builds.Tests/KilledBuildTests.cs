namespace DatasetPipeline.Builds.Tests;

public sealed class KilledBuildTests
{
    [Fact]
    public void After_a_build_that_was_killed_the_next_ends_where_an_undisturbed_one_would()
    {
        using var undisturbed = new TemporaryDataset();
        Fill(undisturbed);
        undisturbed.Build().Succeeds();

        using var dataset = new TemporaryDataset();
        Fill(dataset);
        DotNet.Run(dataset.Project, ["restore"]).Succeeds();
        foreach (var pictures in (int[])[1, 25])
        {
            var build = DotNet.Begin(dataset.Project, ["build", "--no-restore"]);
            while (!build.HasEnded && Made(dataset) < pictures)
                Thread.Sleep(1);
            build.Kill();
        }

        dataset.Build().Succeeds();

        Assert.Equal(undisturbed.Outputs(), dataset.Outputs());
        Assert.Equal(Kept(undisturbed), Kept(dataset));
    }

    internal static void Fill(TemporaryDataset dataset)
    {
        for (var i = 0; i < 40; i++)
        {
            dataset.Add($"r{i:00}");
            dataset.Write($"images/r{i:00}.png", Png.Of(900, 700, $"{i}"));
        }
    }

    // Caches, and no half-written file.
    private static List<string?> Kept(TemporaryDataset dataset) =>
        Directory.GetFileSystemEntries(dataset["obj/dataset"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();

    internal static int Made(TemporaryDataset dataset) =>
        Directory.Exists(dataset["obj/dataset/pictures"]) ? Directory.GetFiles(dataset["obj/dataset/pictures"]).Length : 0;
}
