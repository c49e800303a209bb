using DatasetPipeline.Cli;

namespace DatasetPipeline.Train.Tests.Commands;

public sealed class WorkTests
{
    [Fact]
    public void What_nobody_thought_of_is_one_line_with_a_code_and_a_way_to_report_it()
    {
        var before = Console.Error;
        using var error = new StringWriter();
        Console.SetError(error);
        try
        {
            Assert.Equal(Work.Failed, new Work("dotnet train").Run(_ => throw new InvalidOperationException("half\n[way]")));
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Matches(@"^dotnet train: error DSP9013: this was not foreseen \(InvalidOperationException\): half\\n\(way\) [^\n]*DATASETPIPELINE_TRACE=1[^\n]*\n$", error.ToString());
    }

    [Theory]
    [InlineData("/data/shop (1)/a.yaml(3,7): error DSP1002: There is no key \"colour\" (here). [/data/shop (1)/shop.csproj]", """{"event":"error","code":"DSP1002","message":"There is no key \"colour\" (here).","file":"/data/shop (1)/a.yaml","line":3,"column":7}""")]
    [InlineData("  /data/a.yaml(3,7): warning DSP2001: 太短。", """{"event":"warning","code":"DSP2001","message":"太短。","file":"/data/a.yaml","line":3,"column":7}""")]
    [InlineData("/data/shop.csproj : error NU1301: There is no source. [/data/shop.sln]", """{"event":"error","code":"NU1301","message":"There is no source.","file":"/data/shop.csproj"}""")]
    [InlineData("MSBUILD : error MSB1009: Project file does not exist.", """{"event":"error","code":"MSB1009","message":"Project file does not exist."}""")]
    [InlineData("Switch: none: error of mine", """{"event":"note","text":"Switch: none: error of mine"}""")]
    public void What_a_build_says_is_an_event_with_what_is_known_of_it(string line, string written) => Assert.Equal(written, EventLine.OfBuild(line));
}
