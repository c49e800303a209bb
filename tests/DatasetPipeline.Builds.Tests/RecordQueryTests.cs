using System.Text.Json;

namespace DatasetPipeline.Builds.Tests;

/// <summary>The target DatasetRecords, asked from a command line and from another project.</summary>
public sealed class RecordQueryTests : IDisposable
{
    private static readonly string[] Metadata = ["Id", "Caption", "Picture", "OutputPicture", "Language", "Source", "Annotator", "Annotated", "License", "Split"];

    private readonly TemporaryDataset _dataset = new();

    public RecordQueryTests()
    {
        _dataset.Write("dataset.yaml", "name: shop\nlicense: CC-BY-4.0\nsource: the shop\nsplits: {train: 1, test: 0}\n");
        _dataset.Write("images/deep 50%/a;b.png", Png.Of(64, 48, "a"));
        _dataset.Write("images/deep 50%/a;b.yaml", "id: first\ncaption: \"The total is 50% off; it's $(not) a @(joke), is it?\"\nsource: cart*\nannotator: anna.k\nannotated: 2026-04-07\n");
        _dataset.Write("images/zh.png", Png.Of(64, 48, "zh"));
        _dataset.Write("images/zh.yaml", "caption: 水泵停止运转，报警灯亮了。\n");
    }

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void A_command_line_gets_the_records_with_their_metadata_and_the_same_when_nothing_is_to_do()
    {
        _dataset.Write("train.yaml", $"model: {Repository.Root}/models/starter\n");
        var first = Query();

        Assert.Equal([_dataset["images/deep 50%/a;b.yaml"], _dataset["images/zh.yaml"]], first.Select(record => record["Identity"]));
        Assert.Equal(
            ["first", "The total is 50% off; it's $(not) a @(joke), is it?", _dataset["images/deep 50%/a;b.png"], "en", "cart*", "anna.k", "2026-04-07", "CC-BY-4.0", "train"],
            Metadata.Where(name => name != "OutputPicture").Select(name => first[0][name]));
        Assert.Equal(["zh", "水泵停止运转，报警灯亮了。", _dataset["images/zh.png"], "zh", "the shop", "", "", "CC-BY-4.0", "train"], Metadata.Where(name => name != "OutputPicture").Select(name => first[1][name]));
        Assert.All(first, record => Assert.True(File.Exists(record["OutputPicture"]), record["OutputPicture"]));
        var total = JsonDocument.Parse(File.ReadAllText(_dataset["bin/dataset/summary.json"])).RootElement.GetProperty("tokens").GetProperty("total").GetInt32();
        Assert.Equal(total, first.Sum(record => int.Parse(record["Tokens"])));
        Assert.Equal(first, Query());
    }

    [Fact]
    public void Another_project_gets_them_from_the_build_of_the_dataset_and_its_errors()
    {
        _dataset.Write("reader/reader.proj", $"""
            <Project>
              <Target Name="Build">
                <MSBuild Projects="{_dataset.Project}" Targets="Restore" Properties="IsRestoring=true" />
                <MSBuild Projects="{_dataset.Project}" Targets="DatasetRecords">
                  <Output TaskParameter="TargetOutputs" ItemName="Record" />
                </MSBuild>
                <WriteLinesToFile File="records.txt" Lines="@(Record->'%(Id)|%(Filename)|%(Language)|%(Split)|%(Tokens)|')" Overwrite="true" />
              </Target>
            </Project>
            """);

        DotNet.Run(_dataset["reader/reader.proj"], ["msbuild"]).Succeeds();
        Assert.Equal(["first|a;b|en|train||", "zh|zh|zh|train||"], File.ReadAllLines(_dataset["reader/records.txt"]));

        _dataset.Write("images/zh.yaml", "caption: TODO\n");
        File.Delete(_dataset["reader/records.txt"]);
        Assert.Contains("DSP2002", DotNet.Run(_dataset["reader/reader.proj"], ["msbuild"]).Fails().Findings.Select(finding => finding.Code));
        Assert.False(File.Exists(_dataset["reader/records.txt"]));
    }

    private List<Dictionary<string, string>> Query()
    {
        var answer = DotNet.Run(_dataset.Project, ["build", "-t:DatasetRecords", "-getTargetResult:DatasetRecords"]).Succeeds().Output;
        return JsonDocument.Parse(answer).RootElement.GetProperty("TargetResults").GetProperty("DatasetRecords").GetProperty("Items").EnumerateArray()
            .Select(item => item.EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!)).ToList();
    }
}
