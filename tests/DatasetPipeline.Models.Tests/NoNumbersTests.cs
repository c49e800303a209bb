using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Generation;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class NoNumbersTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();
    private readonly VisionLanguageModel _model = ModelFolder.Open(Path.Combine(Goldens.Own, "qwen3_vl", "model"));

    [Theory]
    [InlineData(float.NaN, false)]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(float.NaN, true)]
    public void An_answer_of_weights_that_give_no_numbers_is_an_error_and_no_arbitrary_text(float weight, bool sampled)
    {
        using (torch.no_grad())
            _model.Weights["model.language_model.norm.weight"].fill_(weight);
        var prompt = _model.Processor.EncodePrompt([new("user", "Hello")], []);

        var error = Assert.Throws<DiagnosticException>(() => Generator.Answer(_model, new(prompt, [], new() { DoSample = sampled })));

        Assert.Equal((Codes.ModelGivesNoNumbers, _model.Processor.Folder), (error.Diagnostics[0].Code, error.Diagnostics[0].File));
    }

    [Fact]
    public void An_answer_ends_where_the_dynamic_angles_of_the_model_do()
    {
        using var copy = new ModelCopy();
        ModelCopy.Set(copy.Config, "text_config.rope_scaling.rope_type", "\"dynamic\"");
        ModelCopy.Set(copy.Config, "text_config.max_position_embeddings", "20");
        var model = ModelFolder.Open(copy.Model);
        var prompt = model.Processor.EncodePrompt([new("user", "Hi")], []);

        var answer = Generator.Answer(model, new(prompt, [], new() { MaxNewTokens = 100 }));

        Assert.Equal((FinishReason.Length, 20), (answer.Finish, prompt.InputIds.Length + answer.Ids.Count));
        Assert.Throws<ArgumentException>(() => model.Processor.EncodePrompt([new("user", string.Concat(Enumerable.Repeat("Hi ", 30)))], []));
    }

    public void Dispose() => _scope.Dispose();
}
