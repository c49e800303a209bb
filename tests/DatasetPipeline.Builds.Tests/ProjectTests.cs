namespace DatasetPipeline.Builds.Tests;

public sealed class ProjectTests
{
    private const string OddName = "画 面 'quoted' %25;#&$(x)@ ";

    [Fact]
    public void Odd_names_of_folders_projects_and_records_are_only_names()
    {
        using var dataset = new TemporaryDataset("a 画 'b' 5%;#&c", "my 数据 set", "<DatasetFormats>ms-swift;image-text</DatasetFormats>");
        dataset.Add(OddName + "x");
        dataset.Add(new string('n', 200));

        dataset.Build().Succeeds();

        var rows = dataset.Rows().Concat(dataset.Rows("test")).ToList();
        Assert.Equal(2, rows.Count);
        Assert.Contains(rows, row => row.Contains("画 面 'quoted' %25;#&$(x)@ x", StringComparison.Ordinal));
        var pairs = dataset.Rows("train.image-text").Concat(dataset.Rows("test.image-text")).ToList();
        Assert.All(pairs, row => Assert.Contains("\"text\": \"The red box marks the ", row, StringComparison.Ordinal));
        var everything = dataset.Everything();
        dataset.Build().Succeeds();
        Assert.Equal(everything, dataset.Everything());
    }

    [Fact]
    public void The_samples_project_file_makes_any_folder_beside_it_a_dataset()
    {
        var folder = Path.Combine(Repository.Root, "datasets", $"test-{Guid.NewGuid():n}");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "images"));
            File.Copy(Path.Combine(Repository.Root, "datasets/checkout/checkout.csproj"), Path.Combine(folder, "other.csproj"));
            File.WriteAllText(Path.Combine(folder, "dataset.yaml"), "name: other\n");
            File.WriteAllBytes(Path.Combine(folder, "images/a.png"), Png.Of(8, 8, "a"));
            File.WriteAllText(Path.Combine(folder, "images/a.yaml"), "caption: It stops.\n");

            DotNet.Run(Path.Combine(folder, "other.csproj"), ["build"]).Succeeds();

            Assert.True(File.Exists(Path.Combine(folder, "bin/dataset/train.jsonl")));
            Assert.DoesNotContain("torch", File.ReadAllText(Path.Combine(folder, "obj/project.assets.json")), StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_solution_builds_its_datasets_in_parallel_and_as_a_graph_and_language_and_clock_change_no_byte()
    {
        using var a = new TemporaryDataset();
        using var b = new TemporaryDataset(project: "other");
        foreach (var dataset in (TemporaryDataset[])[a, b])
        {
            dataset.Add("INI");
            dataset.Add("ıİ");
        }

        a.Write("all.proj", $"""
            <Project DefaultTargets="Build">
              <ItemGroup><ProjectReference Include="{a.Project};{b.Project}" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(ProjectReference)" Targets="Restore" /></Target>
              <Target Name="Build"><MSBuild Projects="@(ProjectReference)" BuildInParallel="true" /></Target>
            </Project>
            """);
        DotNet.Run(a["all.proj"], ["build", "-m"], new() { ["LC_ALL"] = "tr_TR.UTF-8", ["TZ"] = "Asia/Kathmandu", ["MSBUILDDISABLENODEREUSE"] = "0" }).Succeeds();
        var outputs = a.Outputs();
        Assert.Equal(5, outputs.Count);
        Assert.Equal(outputs, b.Outputs());

        Directory.Delete(a["bin"], recursive: true);
        Directory.Delete(a["obj/dataset"], recursive: true);
        a.Build("-graph").Succeeds();
        Assert.Equal(outputs, a.Outputs());
    }
}
