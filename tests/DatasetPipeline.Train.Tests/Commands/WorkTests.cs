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
}
