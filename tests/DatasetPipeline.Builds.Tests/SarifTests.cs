using System.Text.Json;
using Json.Schema;
using Microsoft.CodeAnalysis.Sarif;

namespace DatasetPipeline.Builds.Tests;

/// <summary><c>/p:DatasetSarif=path</c>, read by Sarif.Sdk and held against the schema that comes with it.</summary>
public sealed class SarifTests : IDisposable
{
    private static readonly Lazy<JsonSchema> Schema = new(() =>
    {
        using var resource = typeof(SarifTests).Assembly.GetManifestResourceStream("sarif-2.1.0.json")!;
        using var text = new StreamReader(resource);
        return JsonSchema.FromText(text.ReadToEnd());
    });

    private readonly TemporaryDataset _dataset = new();

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void Findings_are_written_as_sarif_that_keeps_to_its_schema_and_what_is_allowed_is_suppressed_with_its_reason()
    {
        _dataset.Add("cart");
        _dataset.Write("images/a b/登录.png", Png.Of(64, 48, "login"));
        _dataset.Write("images/a b/登录.yaml", "caption: TODO\n");
        _dataset.Write("images/shout.png", Png.Of(64, 48, "shout"));
        _dataset.Write("images/shout.yaml", "allow:\n  DSP2034: The screen shouts, too.\ncaption: THE PUMP STOPS AT NIGHT.\n");
        _dataset.Write("images/twice.png", Png.Of(64, 48, "twice"));
        _dataset.Write("images/twice.yaml", "caption: The the lamp glows.\n");

        var build = _dataset.Build("-p:DatasetSarif=out/findings.sarif").Fails();

        var run = Read("out/findings.sarif");
        Assert.Equal("DatasetPipeline", run.Tool.Driver.Name);
        Assert.Equal(ColumnKind.Utf16CodeUnits, run.ColumnKind);
        Assert.Equal(
            ["images/a%20b/%E7%99%BB%E5%BD%95.yaml(1,10) error DSP2002", "images/shout.yaml(3,10) warning DSP2034", "images/twice.yaml(1,14) warning DSP2033"],
            run.Results.Select(Line));
        // All but what is allowed are the build's own lines.
        Assert.Equal(
            build.Findings.Select(finding => $"{finding.Severity} {finding.Code} {finding.Message}"),
            run.Results.Where(result => result.Suppressions.Count == 0).Select(result => $"{Level(result)} {result.RuleId} {result.Message.Text}"));
        var suppression = Assert.Single(run.Results[1].Suppressions);
        Assert.Equal((SuppressionKind.InSource, "The screen shouts, too."), (suppression.Kind, suppression.Justification));
    }

    [Fact]
    public void Every_code_is_a_rule_with_its_title_its_weight_and_its_page()
    {
        _dataset.Write("images/cart.yaml", "caption: TODO\n");
        _dataset.Build("-p:DatasetSarif=findings.sarif").Fails();

        var run = Read("findings.sarif");
        Assert.DoesNotContain("file://", File.ReadAllText(_dataset["findings.sarif"]), StringComparison.Ordinal);
        Assert.False(Schema.Value.Evaluate(JsonSerializer.SerializeToElement(new { version = "2.1.0" })).IsValid, "the schema takes everything");
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "diagnostics"), "DSP*.md").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(pages.Select(Path.GetFileNameWithoutExtension), run.Tool.Driver.Rules.Select(rule => rule.Id));
        Assert.All(run.Tool.Driver.Rules.Zip(pages), pair =>
        {
            Assert.Equal(File.ReadLines(pair.Second).First(), $"# {pair.First.Id}: {pair.First.ShortDescription.Text}");
            Assert.Null(pair.First.HelpUri);
        });
        Assert.Equal(FailureLevel.Warning, run.Tool.Driver.Rules.Single(rule => rule.Id == "DSP2034").DefaultConfiguration.Level);
        Assert.All(run.Results, result => Assert.Equal(result.RuleId, run.Tool.Driver.Rules[result.RuleIndex].Id));
        Assert.All(run.Results, result => Assert.Equal(File.ReadAllText(pages[result.RuleIndex]), run.Tool.Driver.Rules[result.RuleIndex].Help.Markdown));
    }

    [Fact]
    public void A_build_with_nothing_to_do_writes_the_same_file_again_where_it_is_gone_and_leaves_it_where_it_is()
    {
        _dataset.Add("cart");
        _dataset.Write("images/twice.png", Png.Of(64, 48, "twice"));
        _dataset.Write("images/twice.yaml", "allow: {DSP2033: It is a quotation.}\ncaption: The the lamp glows.\n");
        _dataset.Write("images/shout.png", Png.Of(64, 48, "shout"));
        _dataset.Write("images/shout.yaml", "caption: THE PUMP STOPS AT NIGHT.\n");
        _dataset.Build("-p:DatasetSarif=findings.sarif").Succeeds();
        var first = File.ReadAllBytes(_dataset["findings.sarif"]);
        Assert.Equal(["images/shout.yaml(1,10) warning DSP2034", "images/twice.yaml(2,14) warning DSP2033"], Read("findings.sarif").Results.Select(Line));

        var everything = _dataset.Everything();
        _dataset.Build("-p:DatasetSarif=findings.sarif").Succeeds();
        Assert.Equal(everything, _dataset.Everything());

        File.Delete(_dataset["findings.sarif"]);
        _dataset.Build("-p:DatasetSarif=findings.sarif").Succeeds();
        Assert.Equal(first, File.ReadAllBytes(_dataset["findings.sarif"]));
    }

    [Fact]
    public void The_project_s_own_properties_weigh_there_as_they_do_in_the_build()
    {
        _dataset.Write("images/twice.png", Png.Of(64, 48, "twice"));
        _dataset.Write("images/twice.yaml", "caption: The the lamp glows.\n");
        _dataset.Write("images/shout.png", Png.Of(64, 48, "shout"));
        _dataset.Write("images/shout.yaml", "caption: THE PUMP STOPS AT NIGHT.\n");

        _dataset.Build("-p:DatasetSarif=findings.sarif", "-p:NoWarn=DSP2034", "-p:WarningsAsErrors=DSP2033").Fails();

        Assert.Equal(["images/twice.yaml(1,14) error DSP2033"], Read("findings.sarif").Results.Select(Line));
    }

    [Fact]
    public void In_a_repository_files_are_named_from_its_root()
    {
        _dataset.Write("images/cart.yaml", "caption: TODO\n");
        var git = Path.Combine(_dataset.Folder, "..", ".git");
        Directory.CreateDirectory(git);

        _dataset.Build("-p:DatasetSarif=findings.sarif").Fails();

        Assert.All(Read("findings.sarif").Results, result => Assert.StartsWith("shop/images/cart.yaml(1,", Line(result), StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_one_clear_line()
    {
        _dataset.Add("cart");

        var finding = Assert.Single(_dataset.Build("-p:DatasetSarif=images").Fails().Findings);

        Assert.Equal(("images", "error", "DSP0001"), (finding.File, finding.Severity, finding.Code));
        Assert.EndsWith("; name another file in the property DatasetSarif", finding.Message, StringComparison.Ordinal);
    }

    private Run Read(string path)
    {
        var text = File.ReadAllText(_dataset[path]);
        var result = Schema.Value.Evaluate(JsonSerializer.Deserialize<JsonElement>(text), new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        Assert.True(result.IsValid, string.Join('\n', result.Details?.Where(detail => detail.Errors is not null).Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}") ?? []));
        return Assert.Single(SarifLog.Load(_dataset[path]).Runs);
    }

    private static string Line(Result result)
    {
        var place = Assert.Single(result.Locations).PhysicalLocation;
        Assert.Equal("SRCROOT", place.ArtifactLocation.UriBaseId);
        return $"{place.ArtifactLocation.Uri.OriginalString}({place.Region.StartLine},{place.Region.StartColumn}) {Level(result)} {result.RuleId}";
    }

    private static string Level(Result result) => result.Level == FailureLevel.Error ? "error" : "warning";
}
