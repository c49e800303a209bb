using System.Text.Json;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Tokens.Tests;

public sealed class ChatTemplateTests : IDisposable
{
    private const string Same = "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}{% if m.image %}<|vision_start|><|image_pad|><|vision_end|>{% endif %}{{ m.text }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private readonly TemporaryFolder _folder = new();

    public ChatTemplateTests()
    {
        BpeTrainer.Train(["What is it? A button."], 300, ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>"]).Save(_folder.File("tokenizer.json"));
        _folder.Write("preprocessor_config.json", "{}");
        OfFamily("qwen3_vl");
    }

    [Fact]
    public void A_model_without_a_template_or_with_the_built_in_form_is_not_spoken_of()
    {
        Assert.Empty(ModelProcessor.Open(_folder.Path).Warnings);

        _folder.Write("chat_template.jinja", Same);

        Assert.Empty(ModelProcessor.Open(_folder.Path).Warnings);
    }

    [Theory]
    [InlineData("{{ '[INST] ' + messages[0].content + ' [/INST]' }}", "<|im_start|>")]
    [InlineData("<|im_start|>user\n{{ text }}<image><|im_end|>\n", "<|vision_start|>")]
    [InlineData("{% if no_system %}{{ '<|im_start|>system\\nYou are a pirate.<|im_end|>\\n' }}{% endif %}" + Same, "You are a pirate.")]
    [InlineData(Same + "{{ '<|im_start|>assistant\\n<think>\\n' }}", "<think>")]
    public void A_template_of_another_form_is_one_warning_that_says_what_differs(string template, string difference)
    {
        foreach (var (name, text) in new[]
        {
            ("chat_template.jinja", template),
            ("chat_template.json", JsonSerializer.Serialize(new { chat_template = template })),
            ("tokenizer_config.json", JsonSerializer.Serialize(new { chat_template = template })),
            ("tokenizer_config.json", JsonSerializer.Serialize(new { chat_template = new[] { new { name = "default", template } } })),
        })
        {
            var path = _folder.Write(name, text);

            var warning = Assert.Single(ModelProcessor.Open(_folder.Path).Warnings);

            Assert.Equal((Codes.ChatTemplateDiffers, Severity.Warning, path), (warning.Code, warning.Severity, warning.File));
            Assert.Contains(difference, warning.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', warning.Message);
            File.Delete(path);
        }
    }

    [Fact]
    public void The_system_turn_of_a_family_that_has_one_must_be_in_its_template()
    {
        OfFamily("qwen2_5_vl");
        _folder.Write("chat_template.jinja", "{% if no_system %}<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}" + Same);
        Assert.Empty(ModelProcessor.Open(_folder.Path).Warnings);

        _folder.Write("chat_template.jinja", Same);

        Assert.Contains("You are a helpful assistant.", Assert.Single(ModelProcessor.Open(_folder.Path).Warnings).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void OfFamily(string modelType) =>
        _folder.Write("config.json", $$$"""{"model_type": "{{{modelType}}}", "vision_config": {"patch_size": 14, "spatial_merge_size": 2}, "text_config": {"eos_token_id": 7}}""");
}
