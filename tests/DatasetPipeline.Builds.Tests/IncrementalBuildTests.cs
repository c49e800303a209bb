using System.Text.Json.Nodes;

namespace DatasetPipeline.Builds.Tests;

public sealed class IncrementalBuildTests
{
    private const string Jsonl = "bin/dataset/train.jsonl";

    [Fact]
    public void A_build_writes_rows_pictures_and_a_summary_and_says_so_last()
    {
        using var dataset = Three();
        dataset.Write("train.yaml", $"model: {Path.GetRelativePath(dataset.Folder, Repository.TinyModel)}\nmax_length: 400\n");
        var build = dataset.Build("-p:DatasetFormats=\"ms-swift;image-text\"");

        Assert.True(build.ExitCode == 0, build.Output);
        var rows = Rows(dataset, "bin/dataset/train.jsonl").Concat(Rows(dataset, "bin/dataset/test.jsonl")).ToList();
        Assert.Equal(["cart", "login", "red"], rows.Select(row => (string)row["id"]!).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.True(File.Exists(dataset.PathOf("bin/dataset/" + (string)row["images"]![0]!))));
        Assert.All(rows, row => Assert.StartsWith("<image>", (string)row["messages"]![0]!["content"]!, StringComparison.Ordinal));
        var pairs = Rows(dataset, "bin/dataset/train.image-text.jsonl").Concat(Rows(dataset, "bin/dataset/test.image-text.jsonl"));
        Assert.Equal(
            rows.Select(row => ((string)row["images"]![0]!, (string)row["messages"]![1]!["content"]!)).Order(),
            pairs.Select(pair => ((string)pair["image"]!, (string)pair["text"]!)).Order());

        var summary = JsonNode.Parse(dataset.Read("bin/dataset/summary.json"))!;
        Assert.Equal(3, (int)summary["records"]!);
        Assert.Contains($"shop -> {dataset.Output}/train.jsonl: 3 records (", build.Output, StringComparison.Ordinal);
        Assert.Contains($"{(int)summary["tokens"]!["total"]!} tokens (longest {(int)summary["tokens"]!["longest"]!}: ", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_build_writes_no_file_at_all()
    {
        using var dataset = Three();
        dataset.Build();
        var before = dataset.Files();

        var second = dataset.Build();

        Assert.Equal(0, second.ExitCode);
        Assert.Equal(before, dataset.Files());
    }

    [Fact]
    public void A_touched_file_is_nothing_new_and_an_edit_with_an_old_time_is()
    {
        using var dataset = Three();
        dataset.Build();
        var before = dataset.Files("bin");
        File.SetLastWriteTimeUtc(dataset.PathOf("images/cart.yaml"), DateTime.UtcNow.AddDays(1));
        dataset.Build();
        Assert.Equal(before, dataset.Files("bin"));

        var time = File.GetLastWriteTimeUtc(dataset.PathOf("images/cart.yaml"));
        dataset.Write("images/cart.yaml", "caption: The cart holds two lamps.\n");
        File.SetLastWriteTimeUtc(dataset.PathOf("images/cart.yaml"), time.AddYears(-1));
        dataset.Build();
        Assert.Contains("The cart holds two lamps.", AllRows(dataset), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edited_caption_changes_the_rows_and_no_picture_and_an_edited_mark_changes_one_picture()
    {
        using var dataset = Three();
        dataset.Build();
        var before = dataset.Files("bin");
        dataset.Write("images/cart.yaml", "caption: Another sentence about the cart.\n");
        dataset.Build();
        var afterCaption = dataset.Files("bin");
        Assert.Equal([SideOf(dataset, "cart")], Changed(before, afterCaption));

        dataset.Write("images/red.yaml", "caption: The box marks the total.\nmarks:\n  - box: [20, 20, 80, 40]\n    color: blue\n");
        dataset.Build();
        var afterMark = dataset.Files("bin");
        var changed = Changed(afterCaption, afterMark);
        Assert.Equal(2, changed.Count(name => name.StartsWith("bin/dataset/images/", StringComparison.Ordinal))); // one came, one went
        Assert.Equal(afterCaption.Count, afterMark.Count);

        dataset.Write("images/red.yaml", "caption: The box marks the total.\nmarks:\n  - box: [10, 10, 80, 40]\n    color: red\n");
        dataset.Write("images/cart.yaml", "caption: The cart is empty.\n");
        dataset.Build();
        Assert.Equal(before.ToDictionary(file => file.Key, file => file.Value.Hash), dataset.Contents("bin"));
    }

    [Fact]
    public void A_record_that_is_deleted_or_renamed_takes_its_outputs_along_and_clean_takes_all()
    {
        using var dataset = Three();
        dataset.Build();
        File.Delete(dataset.PathOf("images/red.yaml"));
        File.Delete(dataset.PathOf("images/red.png"));
        File.Move(dataset.PathOf("images/login.yaml"), dataset.PathOf("images/sign-in.yaml"));
        File.Move(dataset.PathOf("images/login.png"), dataset.PathOf("images/sign-in.png"));
        dataset.Build();
        Assert.Equal(["cart", "sign-in"], Rows(dataset, Jsonl).Concat(Rows(dataset, "bin/dataset/test.jsonl")).Select(row => (string)row["id"]!).Order(StringComparer.Ordinal));
        Assert.Equal(2, Directory.GetFiles(dataset.PathOf("bin/dataset/images")).Length);

        Assert.Equal(0, Build.Run(dataset.Folder, "clean", "-nologo", "-tl:off").ExitCode);
        Assert.False(Directory.Exists(dataset.Output));
        Assert.False(Directory.Exists(dataset.PathOf("obj/dataset")));
    }

    [Fact]
    public void A_build_that_was_killed_is_followed_by_one_that_ends_as_an_undisturbed_one()
    {
        using var dataset = new TemporaryDataset();
        for (var i = 0; i < 60; i++)
            dataset.Add($"picture-{i}", $"This is the picture with the number {i}.", "ui_640x480", $"source: s{i}\n");
        dataset.Build();
        var undisturbed = dataset.Contents("bin");

        foreach (var after in (int[])[900, 1300, 1700])
        {
            Directory.Delete(dataset.PathOf("bin"), recursive: true);
            Directory.Delete(dataset.PathOf("obj/dataset"), recursive: true);
            using var killed = Build.Start(dataset.Folder, [], "build", "-nologo", "-tl:off", "--no-restore", "-nodeReuse:false");
            Thread.Sleep(after);
            killed.Kill(entireProcessTree: true);
            killed.WaitForExit();
            Assert.Equal(0, dataset.Build().ExitCode);
            Assert.Equal(undisturbed, dataset.Contents("bin"));
        }
    }

    [Fact]
    public void The_same_inputs_give_the_same_bytes_in_another_culture_and_time_zone()
    {
        using var dataset = Three();
        dataset.Write("images/Ümläut İı 图.yaml", "caption: 红框标出了“提交”按钮。\nimage: cart.png\n");
        dataset.BuildIn([("LC_ALL", "en_US.UTF-8"), ("TZ", "UTC")]);
        var before = dataset.Contents("bin");
        Build.Run(dataset.Folder, "clean", "-nologo", "-tl:off");
        dataset.BuildIn([("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu"), ("DOTNET_PROCESSOR_COUNT", "1")]);

        Assert.Equal(before, dataset.Contents("bin"));
    }

    private static TemporaryDataset Three()
    {
        var dataset = new TemporaryDataset();
        dataset.Add("cart", "The cart is empty.");
        dataset.Add("login", "The login form shows an error.", "ui_224x224");
        dataset.Add("red", "The box marks the total.", "ui_300x500", "marks:\n  - box: [10, 10, 80, 40]\n    color: red\n");
        return dataset;
    }

    private static List<JsonNode> Rows(TemporaryDataset dataset, string file) => [.. File.ReadAllLines(dataset.PathOf(file)).Select(line => JsonNode.Parse(line)!)];

    private static string AllRows(TemporaryDataset dataset) => dataset.Read(Jsonl) + dataset.Read("bin/dataset/test.jsonl");

    private static string SideOf(TemporaryDataset dataset, string id) =>
        dataset.Read(Jsonl).Contains($"\"id\": \"{id}\"", StringComparison.Ordinal) ? Jsonl : "bin/dataset/test.jsonl";

    private static List<string> Changed(SortedDictionary<string, (string Hash, DateTime Written)> before, SortedDictionary<string, (string Hash, DateTime Written)> after) =>
        [.. before.Keys.Union(after.Keys).Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
}
