namespace DatasetPipeline.Builds.Tests;

public sealed class IncrementalBuildTests : IDisposable
{
    private readonly TemporaryDataset _dataset = new();

    public IncrementalBuildTests()
    {
        foreach (var name in (string[])["cart", "login", "orders"])
            _dataset.Add(name);
        _dataset.Write("dataset.yaml", "name: shop\nsplits: {train: 1, test: 0}\n");
    }

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void A_build_that_changed_nothing_writes_no_file()
    {
        var first = _dataset.Build().Succeeds();
        var everything = _dataset.Everything();

        var second = _dataset.Build().Succeeds();

        Assert.Equal(everything, _dataset.Everything());
        foreach (var result in (BuildResult[])[first, second])
        {
            var last = result.Output.Split('\n').Last(line => line.Contains("->", StringComparison.Ordinal)).Trim();
            Assert.Equal($"shop -> {_dataset["bin/dataset/train.jsonl"]}: 3 records (3 train, 0 test), tokens not counted as there is no train.yaml, 0 warnings", last);
        }

        Assert.Equal(["bin/dataset", "bin/dataset/images"], Directory.GetDirectories(_dataset["bin"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_dataset.Folder, path)));
        Assert.Contains("\"output\": \"bin/dataset\"", File.ReadAllText(_dataset["bin/dataset/summary.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_touch_changes_nothing_and_an_edit_that_keeps_its_time_is_seen()
    {
        _dataset.Build().Succeeds();
        var outputs = Times();
        File.SetLastWriteTimeUtc(_dataset["images/cart.yaml"], DateTime.UtcNow.AddDays(1));
        File.SetLastWriteTimeUtc(_dataset["images/cart.png"], DateTime.UtcNow.AddDays(1));
        _dataset.Build().Succeeds();
        Assert.Equal(outputs, Times());

        var time = File.GetLastWriteTimeUtc(_dataset["images/login.yaml"]);
        _dataset.Write("images/login.yaml", File.ReadAllText(_dataset["images/login.yaml"]).Replace(" marks ", " counts ", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(_dataset["images/login.yaml"], time);
        _dataset.Build().Succeeds();

        // The marks stayed, so the picture does, too.
        Assert.Equal(["bin/dataset/train.jsonl"], Changed(outputs, Times()));
        Assert.Contains("count", _dataset.Rows()[1], StringComparison.Ordinal);
        Assert.DoesNotContain("count", _dataset.Rows()[0] + _dataset.Rows()[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_is_a_link_to_another_one_changes_with_it()
    {
        File.Delete(_dataset["images/login.png"]);
        File.CreateSymbolicLink(_dataset["images/login.png"], "cart.png");
        _dataset.Build().Succeeds();
        var (rows, everything) = (_dataset.Rows(), _dataset.Everything());
        _dataset.Build().Succeeds();
        Assert.Equal(everything, _dataset.Everything());

        _dataset.Write("images/cart.png", Png.Of(64, 48, "tomorrow"));
        _dataset.Build().Succeeds();

        Assert.Equal([true, true, false], rows.Zip(_dataset.Rows(), (before, after) => before != after));
    }

    [Fact]
    public void A_record_that_changes_goes_or_is_renamed_takes_its_outputs_along()
    {
        _dataset.Build().Succeeds();
        var (before, first) = (Times(), _dataset.Outputs());

        var marked = File.ReadAllText(_dataset["images/cart.yaml"]);
        _dataset.Write("images/cart.yaml", marked.Replace("20, 10", "30, 10", StringComparison.Ordinal));
        _dataset.Build().Succeeds();
        var changed = Changed(before, Times());
        Assert.Equal(3, changed.Count);
        Assert.Equal(1, changed.Count(path => path.EndsWith(".jsonl", StringComparison.Ordinal)));

        _dataset.Write("images/cart.yaml", marked);
        _dataset.Build().Succeeds();
        Assert.Equal(first, _dataset.Outputs());

        File.Move(_dataset["images/login.png"], _dataset["images/sign-in.png"]);
        File.Move(_dataset["images/login.yaml"], _dataset["images/sign-in.yaml"]);
        _dataset.Build().Succeeds();
        Assert.Contains("\"sign-in\"", _dataset.Rows()[2], StringComparison.Ordinal);
        Assert.Equal(first.Count, _dataset.Outputs().Count);

        _dataset.Delete("sign-in");
        _dataset.Build().Succeeds();
        Assert.Equal(2, _dataset.Rows().Length);
        Assert.Equal(2, Directory.GetFiles(_dataset["bin/dataset/images"]).Length);
    }

    [Fact]
    public void Outputs_that_somebody_deleted_or_cut_short_come_back_the_same()
    {
        _dataset.Build().Succeeds();
        var outputs = _dataset.Outputs();
        var pictures = Directory.GetFiles(_dataset["bin/dataset/images"]);
        File.Delete(pictures[0]);
        File.WriteAllBytes(pictures[1], File.ReadAllBytes(pictures[1])[..100]);
        File.Delete(_dataset["bin/dataset/test.jsonl"]);
        File.AppendAllText(_dataset["bin/dataset/train.jsonl"], "x");
        File.WriteAllText(_dataset["bin/dataset/images/stray.png"], "x");

        _dataset.Build().Succeeds();

        Assert.Equal(outputs, _dataset.Outputs());
    }

    [Fact]
    public void Clean_removes_all_outputs_and_the_next_build_makes_the_same()
    {
        _dataset.Build().Succeeds();
        var outputs = _dataset.Outputs();
        _dataset.Write("bin/adapter/adapter_config.json", "{}");
        _dataset.Write("bin/ms-swift/args.yaml", "");

        DotNet.Run(_dataset.Project, ["clean"]).Succeeds();

        Assert.False(Directory.Exists(_dataset["bin/dataset"]));
        Assert.False(Directory.Exists(_dataset["bin/adapter"]));
        Assert.False(Directory.Exists(_dataset["bin/ms-swift"]));
        Assert.False(Directory.Exists(_dataset["obj/dataset"]));
        _dataset.Build().Succeeds();
        Assert.Equal(outputs, _dataset.Outputs());
    }

    private Dictionary<string, string> Times() => _dataset.Everything().Where(pair => pair.Key.StartsWith("bin", StringComparison.Ordinal)).ToDictionary();

    private static List<string> Changed(Dictionary<string, string> before, Dictionary<string, string> after) =>
        before.Except(after).Concat(after.Except(before)).Select(pair => pair.Key).Distinct().Order(StringComparer.Ordinal).ToList();
}
