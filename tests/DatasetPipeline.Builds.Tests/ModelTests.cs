namespace DatasetPipeline.Builds.Tests;

/// <summary>What a build says of the model that train.yaml names.</summary>
public sealed class ModelTests : IDisposable
{
    private readonly TemporaryDataset _dataset = new();

    public ModelTests()
    {
        _dataset.Add("cart");
        _dataset.Write("train.yaml", "model: base\n");
        foreach (var name in (string[])["config.json", "tokenizer.json", "preprocessor_config.json"])
            _dataset.Write($"base/{name}", File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "goldens", "qwen3_vl", "model", name)));
    }

    [Fact]
    public void A_chat_template_of_another_form_is_one_warning_at_its_file_also_of_a_build_that_does_nothing()
    {
        _dataset.Write("base/chat_template.jinja", "{% for m in messages %}[{{ m.role }}]\n{{ m.content[1].text }}{% endfor %}");

        var first = Assert.Single(_dataset.Build().Succeeds().Findings);
        var everything = _dataset.Everything();
        var second = Assert.Single(_dataset.Build().Succeeds().Findings);

        Assert.Equal(("chat_template.jinja", 1, 1, "warning", "DSP8010"), (first.File, first.Line, first.Column, first.Severity, first.Code));
        Assert.Contains("\"(user)\\nWhat", first.Message, StringComparison.Ordinal);
        Assert.Equal(first, second);
        Assert.Equal(everything, _dataset.Everything());

        _dataset.Write("dataset.yaml", "name: shop\nseverity: {DSP8010: none}\n");
        Assert.Empty(_dataset.Build().Succeeds().Findings);
    }

    [Fact]
    public void A_template_that_comes_later_is_seen_and_one_of_the_built_in_form_is_not_spoken_of()
    {
        Assert.Empty(_dataset.Build().Succeeds().Findings);

        _dataset.Write("base/chat_template.jinja", "never");
        Assert.Equal(["DSP8010"], _dataset.Build().Succeeds().Findings.Select(finding => finding.Code));

        _dataset.Write("base/chat_template.jinja", """
            {%- for m in messages %}
                {{- '<|im_start|>' + m.role + '\n' }}
                {%- for part in m.content %}
                    {{- '<|vision_start|><|image_pad|><|vision_end|>' if part.type == 'image' else part.text }}
                {%- endfor %}
                {{- '<|im_end|>\n' }}
            {%- endfor %}
            {{- '<|im_start|>assistant\n' if add_generation_prompt }}
            """);
        Assert.Empty(_dataset.Build().Succeeds().Findings);
    }

    [Fact]
    public void A_folder_that_holds_an_adapter_is_one_error_that_names_its_base_model()
    {
        _dataset.Write("tuned/adapter_config.json", """{"peft_type": "LORA", "base_model_name_or_path": "../base"}""");
        _dataset.Write("train.yaml", "lora_rank: 4\nmodel: tuned\n");

        var error = Assert.Single(_dataset.Build().Fails().Findings);

        Assert.Equal(("train.yaml", 2, 8, "error", "DSP8001"), (error.File, error.Line, error.Column, error.Severity, error.Code));
        Assert.StartsWith("in \"tuned\" adapter_config.json and no config.json are there, so this is a LoRA adapter and no model; name the folder of its base model, which is \"../base\", or merge", error.Message, StringComparison.Ordinal);
        _dataset.Write("train.yaml", "lora_rank: 4\nmodel: base\n");
        Assert.Empty(_dataset.Build().Succeeds().Findings);
    }

    public void Dispose() => _dataset.Dispose();
}
