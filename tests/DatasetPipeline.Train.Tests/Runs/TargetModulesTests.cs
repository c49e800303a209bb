using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Tests;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Tests.Runs;

public sealed class TargetModulesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("qwen3_vl", "target_modules: all-linear", 21)]
    [InlineData("qwen3_vl", "target_modules: [q_proj, gate_proj]", 6)]
    [InlineData("qwen3_vl", "target_regex: '.*\\.(q_proj|v_proj)'", 6)]
    [InlineData("qwen3_vl", "{target_modules: [q_proj], target_regex: '.*layers\\.0\\..*_proj'}", 7)]
    [InlineData("qwen2_5_vl", "target_modules: [q_proj]", 3)]
    [InlineData("qwen2_5_vl", "target_regex: '.*language_model\\..*\\.(gate_proj)'", 3)]
    public void Those_that_are_named_or_match_with_their_whole_name_are_adapted(string model, string lines, int count)
    {
        var chosen = Of(model, lines);

        Assert.Equal(count, chosen.Count);
        Assert.All(chosen, name => Assert.Contains("language_model", name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("qwen2_5_vl", "target_modules: [q_proj, gate_proj]", "DSP9018", "visual.blocks.0.mlp.gate_proj as well")]
    [InlineData("internvl", "target_modules: q_proj", "DSP9018", "q_proj as well")]
    [InlineData("qwen3_vl", "target_regex: '.*'", "DSP9005", "as well, and only the linear layers of the language model")]
    [InlineData("qwen3_vl", "target_regex: '.*visual.*'", "DSP9005", "visual")]
    [InlineData("qwen3_vl", "target_regex: 'q_proj'", "DSP1004", "matches no layer")]
    [InlineData("qwen3_vl", "target_regex: '(q_proj'", "DSP1004", "no regular expression")]
    public void What_PEFT_would_adapt_and_we_do_not_is_one_line(string model, string line, string code, string message)
    {
        var error = Assert.Single(Assert.Throws<DiagnosticException>(() => Of(model, line)).Diagnostics);

        Assert.Equal((code, 2), (error.Code, error.Line));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private List<string> Of(string model, string lines)
    {
        var path = Path.Combine(_folder, "train.yaml");
        File.WriteAllLines(path, [$"model: {Path.Combine(Goldens.Own, model, "model")}", .. lines.Trim('{', '}').Split(", target_regex").Select((line, i) => i == 0 ? line : "target_regex" + line)]);
        var settings = TrainSettings.Read(path);
        return [.. TargetModules.Of(settings, ModelFolder.Open(settings.ModelFolder)).Select(linear => linear.Name)];
    }
}
