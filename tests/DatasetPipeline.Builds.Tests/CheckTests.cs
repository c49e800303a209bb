using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DatasetPipeline.Builds.Tests;

public sealed class CheckTests : IDisposable
{
    private readonly TemporaryDataset _dataset = new();

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void A_check_finds_what_the_build_finds_the_same_each_time_and_writes_no_output()
    {
        ManyFaultsTests.WriteTo(_dataset);
        var first = DatasetCheck.Run(_dataset.Folder, "--json");
        var build = _dataset.Build().Fails();
        var second = DatasetCheck.Run(_dataset.Folder, "--json");

        Assert.Equal(build.Findings, first.Findings);
        Assert.Equal((1, ""), (first.ExitCode, first.Error));
        Assert.Equal(first, second);
        Assert.False(Directory.Exists(_dataset["bin/dataset"]));

        var lines = DatasetCheck.Run(_dataset.Folder).Output.Split('\n');
        Assert.All(build.Findings.Zip(lines), pair => Assert.Equal(_dataset[$"images/{pair.First}"], pair.Second));
        var warnings = build.Findings.Count(finding => finding.Severity == "warning");
        Assert.Equal([$"shop: {30 - warnings} errors, {warnings} warnings", ""], lines[30..]);
        Assert.All(lines[..30], line => Assert.Contains($"{line} [{_dataset.Project}]", build.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_check_has_drawn_the_build_takes_and_its_outputs_are_those_of_a_build_alone()
    {
        using var alone = new TemporaryDataset();
        foreach (var dataset in (TemporaryDataset[])[alone, _dataset])
        {
            dataset.Add("cart");
            dataset.Add("login", "The red box marks the the total.");
        }

        alone.Build().Succeeds();
        var check = DatasetCheck.Run(_dataset.Folder);
        Assert.Equal(0, check.ExitCode);
        Assert.False(Directory.Exists(_dataset["bin/dataset"]));
        var drawn = Directory.GetFiles(_dataset["obj/dataset/pictures"]).Select(Path.GetFileName).Order(StringComparer.Ordinal);

        var build = _dataset.Build().Succeeds();

        Assert.Equal(drawn, Directory.GetFiles(_dataset["bin/dataset/images"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists(_dataset["obj/dataset/pictures"]));
        Assert.Equal(alone.Outputs(), _dataset.Outputs());
        var said = check.Output.TrimEnd().Split('\n')[^1]["shop: ".Length..];
        Assert.EndsWith(", 1 warning", said, StringComparison.Ordinal);
        Assert.Contains($"train.jsonl: {said}", build.Output, StringComparison.Ordinal);

        // Nothing changed, so nothing is read again: it would come back.
        File.Delete(_dataset["obj/dataset/clean.bin"]);
        var everything = _dataset.Everything();
        Assert.Equal(check, DatasetCheck.Run(_dataset.Folder));
        Assert.Equal(everything, _dataset.Everything());
    }

    [Fact]
    public void A_dataset_that_is_checked_after_each_edit_and_never_built_does_not_grow()
    {
        _dataset.Add("cart");
        DatasetCheck.Run(_dataset.Folder);
        _dataset.Write("images/cart.yaml", File.ReadAllText(_dataset["images/cart.yaml"]).Replace("20, 10", "30, 10", StringComparison.Ordinal));

        Assert.Equal(0, DatasetCheck.Run(_dataset.Folder).ExitCode);

        Assert.Single(Directory.GetFiles(_dataset["obj/dataset/pictures"]));
    }

    [Fact]
    public void Findings_weigh_as_the_projects_properties_say()
    {
        _dataset.Add("cart", "The red box marks the the total.");
        _dataset.Add("login", "THE RED BOX MARKS THE PRICE.");
        foreach (var (properties, file) in (IEnumerable<(string, string)>)[
            ("<NoWarn>$(NoWarn);DSP2033</NoWarn>", "shop.csproj"),
            ("<WarningsAsErrors>dsp2033, DSP2034</WarningsAsErrors><NoWarn>DSP2034</NoWarn>", "shop.csproj"),
            ("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", "shop.csproj"),
            ("<MSBuildTreatWarningsAsErrors>true</MSBuildTreatWarningsAsErrors><WarningsNotAsErrors>DSP2034</WarningsNotAsErrors>", "Directory.Build.props"),
            ("<MSBuildWarningsAsMessages>DSP2033</MSBuildWarningsAsMessages>", "more/imported.props"),
            ("<DatasetFormats>ms-swift;image-texts</DatasetFormats>", "shop.csproj.user"),
        ])
        {
            var project = $"<Import Project=\"{Repository.Root}/build/Dataset.targets\" />";
            _dataset.Write("shop.csproj", $"<Project Sdk=\"Microsoft.Build.NoTargets/3.7.0\">{(file == "shop.csproj" ? $"<PropertyGroup>{properties}</PropertyGroup>" : "")}{project}{(file.StartsWith("more/", StringComparison.Ordinal) ? $"<Import Project=\"{file}\" />" : "")}</Project>");
            if (file != "shop.csproj")
                _dataset.Write(file, $"<Project><PropertyGroup>{properties}</PropertyGroup></Project>");

            var check = DatasetCheck.Run(_dataset.Folder, "--json");
            var build = _dataset.Build();

            Assert.True(build.Findings.SequenceEqual(check.Findings), $"{properties}\n{string.Join('\n', build.Findings)}\n{check.Output}{check.Error}");
            Assert.Equal(build.ExitCode, check.ExitCode);
            Assert.Equal(check.Findings.Count(finding => finding.Severity == "error"), (int)check.Json["summary"]!["errors"]!);
            if (file != "shop.csproj")
                File.Delete(_dataset[file]);
        }
    }

    [Fact]
    public void A_script_reads_one_document_with_a_page_for_each_finding()
    {
        _dataset.Write("dataset.yaml", "name: 商店\nsplits: {train: 1, test: 0}\n");
        _dataset.Add("cart");
        _dataset.Write("images/login.png", Png.Of(64, 48, "login"));
        _dataset.Write("images/login.yaml", "caption: 红框标出了总价总价。\nmarks:\n  - box: [4, 4, 20, 10]\n");

        var json = DatasetCheck.Run(_dataset["images"], "..", "--json").Json;

        Assert.Equal(["dataset", "findings", "summary"], json.AsObject().Select(pair => pair.Key));
        Assert.Equal(_dataset.Folder, (string?)json["dataset"]);
        var finding = Assert.Single(json["findings"]!.AsArray())!.AsObject();
        Assert.Equal(["code", "severity", "file", "line", "column", "message", "help"], finding.Select(pair => pair.Key));
        Assert.Equal((_dataset["images/login.yaml"], "DSP2033"), ((string?)finding["file"], (string?)finding["code"]));
        Assert.True(File.Exists(new Uri((string)finding["help"]!).LocalPath));
        Assert.Equal("""{"errors":0,"warnings":1,"records":2,"train":2,"test":0,"pictures":2,"tokens":null}""", json["summary"]!.ToJsonString());
        Assert.Contains("总价", DatasetCheck.Run(_dataset.Folder, "--json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_nothing_to_check_one_line_says_so_and_the_exit_code_is_2()
    {
        var outside = DatasetCheck.Run(Path.GetTempPath(), "--json");
        Assert.Matches(@"^/tmp\(1,1\): error DSP9002: .* as in dotnet dataset check datasets/NAME\n$", outside.Error.Replace(Path.TrimEndingDirectorySeparator(Path.GetTempPath()), "/tmp", StringComparison.Ordinal));
        Assert.Equal((2, ""), (outside.ExitCode, outside.Output));
        var wrong = DatasetCheck.Run(_dataset.Folder, "--jsn");
        Assert.Equal((2, "", "dotnet dataset: error DSP0019: there is no option --jsn; did you mean \"--json\"?\ndotnet dataset check --help shows the options\n"), (wrong.ExitCode, wrong.Output, wrong.Error));
        var unknown = DatasetCheck.RunCommand(_dataset.Folder, "chekc");
        Assert.Equal((2, "", "dotnet dataset: error DSP0019: \"chekc\" is no command; did you mean \"check\"?; commands are add, check, redact, sheet\ndotnet dataset --help shows the commands\n"), (unknown.ExitCode, unknown.Output, unknown.Error));

        _dataset.Write("shop.csproj", "<Project Sdk=\"Microsoft.Build.NoTargets/3.7.0\">\n  <Import Project=\"nowhere.targets\" />\n</Project>\n");
        var unreadable = DatasetCheck.Run(_dataset.Folder);
        Assert.Matches(@"^\S+/shop\.csproj\(2,3\): error DSP9012: MSBuild cannot read the project: MSB4019: [^\n\[\]]*\n$", unreadable.Error);
        Assert.Equal(2, unreadable.ExitCode);

        File.Delete(_dataset.Project);
        Assert.Matches(@"error DSP9002: the dataset has no project file; [^\n]*\n$", DatasetCheck.Run(_dataset.Folder).Error);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_check_that_waits_for_a_build_says_so_and_a_signal_ends_the_waiting(string signal, int exitCode)
    {
        const string Waits = "another build of this dataset is under way, and this one waits for it";
        Directory.CreateDirectory(_dataset["obj/dataset"]);
        using var held = new FileStream(_dataset["obj/dataset/lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using var check = DatasetCheck.Begin(_dataset.Folder);

        var told = check.StandardError.ReadLine();
        using (var kill = Process.Start("kill", ["-" + signal, $"{check.Id}"]))
            kill.WaitForExit();
        var ended = DatasetCheck.Finish(check);

        Assert.Equal(Waits, told);
        Assert.Equal((exitCode, "", "cancelled; what was there before is as it was\n"), (ended.ExitCode, ended.Output, ended.Error));
    }

    [Fact]
    public void A_build_that_waits_says_so_from_verbosity_normal_on()
    {
        _dataset.Add("cart");
        DotNet.Run(_dataset.Project, ["restore"]).Succeeds();
        Directory.CreateDirectory(_dataset["obj/dataset"]);
        var held = new FileStream(_dataset["obj/dataset/lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using var free = new Timer(_ => held.Dispose(), null, TimeSpan.FromSeconds(20), Timeout.InfiniteTimeSpan);

        var build = DotNet.Run(_dataset.Project, ["build", "--no-restore", "-v:normal"]);

        build.Succeeds();
        Assert.Contains($"{_dataset.Folder}: another build of this dataset is under way, and this one waits for it\n", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_a_check_ends_at_once_and_the_build_ends_where_an_undisturbed_one_would()
    {
        using var undisturbed = new TemporaryDataset();
        KilledBuildTests.Fill(undisturbed);
        undisturbed.Build().Succeeds();
        KilledBuildTests.Fill(_dataset);
        using var check = DatasetCheck.Begin(_dataset.Folder, "--json");
        while (!check.HasExited && KilledBuildTests.Made(_dataset) < 3)
            Thread.Sleep(1);

        using (var interrupt = Process.Start("kill", ["-INT", $"{check.Id}"]))
            interrupt.WaitForExit();
        var ended = DatasetCheck.Finish(check);
        _dataset.Build().Succeeds();

        Assert.Equal((130, ""), (ended.ExitCode, ended.Output));
        Assert.Equal("cancelled; what was there before is as it was\n", ended.Error);
        Assert.Equal(undisturbed.Outputs(), _dataset.Outputs());
    }

    [Fact]
    public void Checks_and_builds_at_once_wait_for_each_other()
    {
        KilledBuildTests.Fill(_dataset);
        DotNet.Run(_dataset.Project, ["restore"]).Succeeds();

        using var first = DatasetCheck.Begin(_dataset.Folder);
        var build = DotNet.Begin(_dataset.Project, ["build", "--no-restore"]);
        using var second = DatasetCheck.Begin(_dataset.Folder);
        var (one, two) = (DatasetCheck.Finish(first), DatasetCheck.Finish(second));
        build.Finish().Succeeds();

        // One of them may have had to say that it waits.
        Assert.Equal((one.ExitCode, one.Output), (two.ExitCode, two.Output));
        Assert.Contains("\nshop: 40 records ", one.Output, StringComparison.Ordinal);
        Assert.Equal(40, Directory.GetFiles(_dataset["bin/dataset/images"]).Length);
    }

    [Fact]
    public void Colours_are_for_terminals_alone_and_not_with_NO_COLOR()
    {
        _dataset.Add("cart", "The red box marks the the total.");

        Assert.Contains("\u001b[33mwarning DSP2033\u001b[39;49m: ", DatasetCheck.RunInTerminal(_dataset.Folder, "").Output, StringComparison.Ordinal);
        Assert.Contains(": warning DSP2033: ", DatasetCheck.RunInTerminal(_dataset.Folder, "NO_COLOR=1").Output, StringComparison.Ordinal);
        Assert.Contains(": warning DSP2033: ", DatasetCheck.Run(_dataset.Folder).Output, StringComparison.Ordinal);
    }
}
