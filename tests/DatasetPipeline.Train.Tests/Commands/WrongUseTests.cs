using System.Text.Json.Nodes;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>Arguments that make no sense: what is wrong and where to read more, and nothing that lets it scroll away.</summary>
public sealed class WrongUseTests
{
    [Theory]
    [InlineData("--replay x", "--replay takes a whole number, from 0 to 2147483647")]
    [InlineData("--fresh --increment", "--fresh and --increment cannot both be asked for")]
    [InlineData("--nosuch", "there is no option --nosuch")]
    [InlineData("--freh there", "there is no option --freh; did you mean \"--fresh\"?")]
    [InlineData("--engine foo", "Argument 'foo' not recognized. Must be one of: 'torch' 'ms-swift'")]
    [InlineData("here there elsewhere", "Unrecognized command or argument 'there'.", "Unrecognized command or argument 'elsewhere'.")]
    [InlineData("--to[ken]", "there is no option --to(ken)")]
    public void A_wrong_option_is_an_error_with_a_code_and_a_line_that_says_where_they_are_listed(string arguments, params string[] errors)
    {
        using var run = TrainProcess.Run(Path.GetTempPath(), arguments.Split(' '));

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal([.. errors.Select(error => $"dotnet train: error DSP0019: {error}"), "dotnet train --help shows the options", ""], run.Error.Split('\n'));
    }

    [Theory]
    [InlineData("evaluate --splt test", "there is no option --splt; did you mean \"--split\"?")]
    [InlineData("evaluate --split tset", "Argument 'tset' not recognized. Must be one of: 'train' 'test'")]
    [InlineData("inspect model --lora-rnk 4", "there is no option --lora-rnk; did you mean \"--lora-rank\"?")]
    [InlineData("ask --jsn", "there is no option --jsn; did you mean \"--json\"?")]
    [InlineData("ask --temperature warm a.png", "--temperature must be above 0 and at most 1000.")]
    [InlineData("ask --top-k 99999999999 a.png", "--top-k must be 0 or more.")]
    [InlineData("ask a.png --prompt ", "--prompt is empty; ask something, or leave it out for the dataset's own prompt.")]
    public void A_command_names_its_own_help(string arguments, string error)
    {
        using var run = TrainProcess.Run(Path.GetTempPath(), arguments.Split(' '));

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal($"dotnet train: error DSP0019: {error}\ndotnet train {arguments.Split(' ')[0]} --help shows the options\n", run.Error);
    }

    [Fact]
    public void A_script_that_reads_events_gets_events()
    {
        using var run = TrainProcess.Run(Path.GetTempPath(), "--json", "--nosuch");

        var events = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal([("error", "DSP0019", "there is no option --nosuch"), ("note", null, null)], events.Select(found => ((string?)found["event"], (string?)found["code"], (string?)found["message"])));
    }

    [Fact]
    public void Help_that_is_asked_for_is_output_and_no_error()
    {
        using var run = TrainProcess.Run(Path.GetTempPath(), "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("--replay", run.Output, StringComparison.Ordinal);
    }
}
