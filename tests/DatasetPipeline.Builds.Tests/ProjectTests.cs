using System.Text.Json.Nodes;

namespace DatasetPipeline.Builds.Tests;

public sealed class ProjectTests
{
    [Fact]
    public void Checking_a_dataset_restores_no_torch()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("good", "Nothing is wrong with this one.");
        Assert.Equal(0, dataset.Build().ExitCode);

        string[] projects = ["Tasks", "Core", "Tokens"];
        foreach (var assets in projects.Select(project => Path.Combine(Repository.Root, "tasks", "DatasetPipeline." + project, "obj", "project.assets.json")).Append(dataset.PathOf("obj/project.assets.json")))
        {
            var packages = JsonNode.Parse(File.ReadAllText(assets))!["libraries"]!.AsObject().Select(package => package.Key);
            Assert.DoesNotContain(packages, package => package.Contains("torch", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void A_copied_project_file_makes_another_folder_a_dataset_whatever_the_names()
    {
        var folder = Path.Combine(Repository.Root, "datasets", "图像 100% & #1; ü'x");
        Directory.CreateDirectory(Path.Combine(folder, "images", "a folder"));
        try
        {
            File.Copy(Path.Combine(Repository.Root, "datasets", "checkout", "checkout.csproj"), Path.Combine(folder, "another name.csproj"));
            File.WriteAllText(Path.Combine(folder, "dataset.yaml"), "name: other\n");
            File.Copy(Repository.Picture("ui_20x20"), Path.Combine(folder, "images", "a folder", "截图 #1; 50%.png"));
            File.WriteAllText(Path.Combine(folder, "images", "a folder", "截图 #1; 50%.yaml"), "caption: 红框标出了按钮。\n");

            var build = Build.Run(folder, "build", "-nologo", "-tl:off");

            Assert.True(build.ExitCode == 0, build.Output);
            var rows = File.ReadAllText(Path.Combine(folder, "bin", "dataset", "train.jsonl")) + File.ReadAllText(Path.Combine(folder, "bin", "dataset", "test.jsonl"));
            Assert.Contains("\"id\": \"a folder-截图 #1; 50%\"", rows, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
