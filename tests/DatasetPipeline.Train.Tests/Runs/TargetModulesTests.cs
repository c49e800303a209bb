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
    [InlineData("qwen3_vl", "target_regex: '.*'", "DSP9005", "as well, which stays as it is with freeze_vit; set freeze_vit to false")]
    [InlineData("qwen3_vl", "target_regex: '.*visual.*'", "DSP9005", "target_regex \".*visual.*\" matches model.visual.")]
    [InlineData("qwen3_vl", "target_regex: '.*embed.*'", "DSP9005", "embed_tokens as well, and only linear layers")]
    [InlineData("qwen3_vl", "target_regex: 'q_proj'", "DSP1004", "target_regex \"q_proj\" matches no layer that learns; there are layers such as model.language_model.layers.0.self_attn.q_proj, and the whole name has to match")]
    [InlineData("qwen3_vl", "target_regex: '(q_proj'", "DSP1004", "no regular expression")]
    public void What_PEFT_would_adapt_and_we_do_not_is_one_line(string model, string line, string code, string message)
    {
        var error = Assert.Single(Assert.Throws<DiagnosticException>(() => Of(model, line)).Diagnostics);

        Assert.Equal((code, 2), (error.Code, error.Line));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qwen3_vl", "freeze_vit: false", "target_modules: all-linear", 21, 12, 0)]
    [InlineData("qwen3_vl", "freeze_aligner: false", "target_modules: all-linear", 21, 0, 6)]
    [InlineData("qwen3_vl", "freeze_llm: true\nfreeze_vit: false\nfreeze_aligner: false", "target_modules: all-linear", 0, 12, 6)]
    [InlineData("qwen2_5_vl", "freeze_vit: false", "target_modules: [q_proj, gate_proj]", 6, 4, 0)]
    [InlineData("internvl", "freeze_vit: false", "target_modules: q_proj", 3, 3, 0)]
    [InlineData("qwen3_vl", "freeze_aligner: false", "target_regex: '.*merger.*linear_fc1'", 0, 0, 3)]
    public void A_part_that_is_not_frozen_is_reached(string model, string freezes, string line, int language, int tower, int aligner)
    {
        var chosen = Of(model, line, freezes);

        Assert.Equal((language, aligner), (chosen.Count(name => name.Contains("language_model", StringComparison.Ordinal)), chosen.Count(name => name.Contains("merger", StringComparison.Ordinal) || name.Contains("projector", StringComparison.Ordinal))));
        Assert.Equal(tower, chosen.Count - language - aligner);
    }

    [Theory]
    [InlineData("qwen2_5_vl", "freeze_aligner: false", "target_modules: gate_proj", "DSP9018", "set freeze_vit to false")]
    [InlineData("qwen3_vl", "freeze_vit: false", "target_regex: '.*linear_fc1'", "DSP9005", "with freeze_aligner")]
    [InlineData("qwen3_vl", "freeze_vit: false\nfreeze_llm: true", "target_modules: q_proj", "DSP9018", "set freeze_llm to false")]
    [InlineData("qwen3_vl", "freeze_vit: false", "target_regex: '.*proj'", "DSP9005", "patch_embed.proj as well, and only linear layers")]
    public void A_part_that_is_frozen_is_not(string model, string freezes, string line, string code, string message)
    {
        var error = Assert.Single(Assert.Throws<DiagnosticException>(() => Of(model, line, freezes)).Diagnostics);

        Assert.Equal((code, 2), (error.Code, error.Line));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private List<string> Of(string model, string lines, string freezes = "")
    {
        var path = Path.Combine(_folder, "train.yaml");
        File.WriteAllLines(path, [$"model: {Path.Combine(Goldens.Own, model, "model")}", .. lines.Trim('{', '}').Split(", target_regex").Select((line, i) => i == 0 ? line : "target_regex" + line), freezes]);
        var settings = TrainSettings.Read(path);
        return [.. TargetModules.Of(settings, ModelFolder.Open(settings.ModelFolder)).Select(linear => linear.Name)];
    }
}
