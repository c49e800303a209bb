using System.Text.Json;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Tokens.Tests;

public sealed class ChatTemplateTests : IDisposable
{
    private const string Qwen = "<|vision_start|><|image_pad|><|vision_end|>";

    private readonly TemporaryFolder _folder = new();

    public ChatTemplateTests()
    {
        BpeTrainer.Train(["What is it? A button."], 300, ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<img>", "</img>", "<IMG_CONTEXT>"]).Save(_folder.File("tokenizer.json"));
        _folder.Write("preprocessor_config.json", "{}");
        _folder.Write("tokenizer_config.json", """{"bos_token": null, "eos_token": {"content": "<|im_end|>"}}""");
        OfFamily("qwen3_vl");
    }

    [Theory]
    [InlineData("qwen3_vl")]
    [InlineData("qwen2_5_vl")]
    [InlineData("internvl")]
    public void A_model_without_a_template_is_not_spoken_of(string family)
    {
        OfFamily(family);

        Assert.Empty(Warnings());
    }

    // As the families write theirs: a namespace that counts pictures, contents that may be texts, tools; macros; a list in reverse.
    [Theory]
    [InlineData("qwen3_vl", "", Qwen)]
    [InlineData("qwen2_5_vl", "{% if loop.first and message['role'] != 'system' %}<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}", Qwen)]
    [InlineData("internvl", "", "<IMG_CONTEXT>\n")]
    [InlineData("internvl", "", "<image>\n")]
    [InlineData("internvl", "", "<img><IMG_CONTEXT></img>\n")]
    public void A_template_that_writes_the_built_in_form_is_not_spoken_of(string family, string first, string picture)
    {
        OfFamily(family);
        foreach (var template in (string[])[InOneLine(first, picture), InManyLines(first, picture), Form(first: first.Replace("message[", "m[", StringComparison.Ordinal), picture: picture)])
        {
            _folder.Write("chat_template.jinja", template);
            Assert.Empty(Warnings());
        }
    }

    [Theory]
    [InlineData("{{ '[INST] ' + messages[0].content[1].text + ' [/INST]' }}", "[INST]")]
    [InlineData("{{ bos_token }}{{ messages[0].content[1].text }}", "What is Marked here?")]
    [InlineData("{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}", "prints a list")]
    [InlineData("{% for m in messages %}{{ m.role }}<image>{{ m.content[0].type }}<|im_start|><|im_end|>{% endfor %}", "user<image>image<|im_start|>")]
    [InlineData("{% include 'other' %}", "include")]
    [InlineData("{% for i in range(1000000000) %}{% endfor %}", "too long")]
    public void A_template_that_writes_something_else_is_told(string template, string part) => Told(template, part);

    [Fact]
    public void Each_way_to_differ_is_one_warning_that_shows_both()
    {
        Told(Form(role: "{{ 'human' if m.role == 'user' else 'gpt' }}"), "<|im_start|>human");
        Told(Form(after: ": "), "user: <|vision_start|>");
        Told(Form(end: "<|im_end|>"), "<|im_end|><|im_start|>assistant");
        Told(Form(end: "<|im_end|><|endoftext|>\n"), "<|endoftext|>");
        Told("<|endoftext|>" + Form(), "<|endoftext|>");
        Told(Form(picture: "Picture {{ loop.index }}: " + Qwen), "Picture 1: ");
        Told(Form(picture: ""), "What is Marked here?");
        Told(Form(picture: "<image>"), "<image>");
        Told(Form(text: "{{ c.text | upper }}"), "WHAT IS MARKED");
        Told(Form(first: "{% if loop.first and m.role != 'system' %}<|im_start|>system\nYou are a pirate.<|im_end|>\n{% endif %}"), "You are a pirate.");
        Told("{% set s = 'You are ' ~ 'a pirate.' %}" + Form(first: "{% if loop.first and m.role != 'system' %}{{ '<|im_start|>system\\n' + s + '<|im_end|>\\n' }}{% endif %}"), "You are a pirate.");
        Told(Form() + "{{ '<think>\\n' if add_generation_prompt }}", "<think>");
        Told(Form().Replace("assistant\n", "assistant: ", StringComparison.Ordinal), "assistant: ");
    }

    [Fact]
    public void A_template_that_is_a_link_to_nowhere_is_named()
    {
        File.CreateSymbolicLink(_folder.File("chat_template.jinja"), "gone");

        Assert.Equal((Codes.ModelFileMissing, _folder.File("chat_template.jinja")), Assert.Throws<DiagnosticException>(Warnings).Diagnostics.Select(d => (d.Code, d.File)).Single());
    }

    [Fact]
    public void Pictures_that_stand_in_front_of_all_text_are_another_form()
    {
        var front = "{% for m in messages %}<|im_start|>{{ m.role }}\n{% for c in m.content if c.type == 'image' %}" + Qwen + "{% endfor %}{% for c in m.content if c.type == 'text' %}{{ c.text }}{% endfor %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

        Told(front, "Look at ");
    }

    [Fact]
    public void The_system_turn_of_a_family_that_has_one_must_be_in_its_template()
    {
        OfFamily("qwen2_5_vl");

        Told(Form(), "You are a helpful assistant.");
    }

    [Fact]
    public void Of_several_templates_the_one_called_default_counts()
    {
        var (right, wrong) = (Form(), Form(end: "."));
        foreach (var (value, told) in new (object, bool)[]
        {
            (new Dictionary<string, string> { ["default"] = right, ["tool_use"] = wrong }, false),
            (new Dictionary<string, string> { ["default"] = wrong, ["tool_use"] = right }, true),
            (new Dictionary<string, string> { ["tool_use"] = right }, true),
            (new[] { new { name = "tool_use", template = wrong }, new { name = "default", template = right } }, false),
            (new[] { new { name = "default", template = wrong } }, true),
            (new[] { new { name = "tool_use", template = right } }, true),
            (3, true),
        })
        {
            _folder.Write("chat_template.json", JsonSerializer.Serialize(new { chat_template = value }));
            Assert.Equal(told, Warnings().Count == 1);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Told(string template, string part)
    {
        foreach (var (name, text) in new[]
        {
            ("chat_template.jinja", template),
            ("chat_template.json", JsonSerializer.Serialize(new { chat_template = template })),
            ("tokenizer_config.json", JsonSerializer.Serialize(new { chat_template = template })),
        })
        {
            var path = _folder.Write(name, text);

            var warning = Assert.Single(Warnings());

            Assert.Equal((Codes.ChatTemplateDiffers, Severity.Warning, path), (warning.Code, warning.Severity, warning.File));
            Assert.Contains(part.Replace("[", "(", StringComparison.Ordinal).Replace("]", ")", StringComparison.Ordinal), warning.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', warning.Message);
            Assert.DoesNotContain('[', warning.Message);
            File.Delete(path);
        }
    }

    private IReadOnlyList<Diagnostic> Warnings() => ModelProcessor.Open(_folder.Path).Warnings;

    private void OfFamily(string modelType) => _folder.Write("config.json", $$$"""
        {"model_type": "{{{modelType}}}", "vision_config": {"patch_size": 14, "spatial_merge_size": 2, "image_size": 448}, "text_config": {"eos_token_id": 7}}
        """);

    private static string Form(string role = "{{ m.role }}", string after = "\n", string first = "", string picture = Qwen, string text = "{{ c.text }}", string end = "<|im_end|>\n") =>
        "{% for m in messages %}" + first + "<|im_start|>" + role + after + "{% for c in m.content %}{% if c.type == 'image' %}" + picture + "{% else %}" + text + "{% endif %}{% endfor %}" + end + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private static string InOneLine(string first, string picture) =>
        "{% set count = namespace(value=0) %}{% for message in messages %}" + first + "<|im_start|>{{ message['role'] }}\n{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n{% else %}"
        + "{% for part in message['content'] %}{% if part['type'] == 'image' or 'image' in part or 'image_url' in part %}{% set count.value = count.value + 1 %}{% if add_vision_id %}Picture {{ count.value }}: {% endif %}" + picture
        + "{% elif 'text' in part %}{{ part['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private static string InManyLines(string first, string picture) => $$$"""
        {%- macro render(content, counts=true) %}
            {%- if content is string %}
                {{- content }}
            {%- elif content is iterable and content is not mapping %}
                {%- for item in content %}
                    {%- if 'image' in item or item.type == 'image' %}
                        {%- if add_vision_id is defined and add_vision_id %}
                            {{- 'Picture ' ~ loop.index ~ ': ' }}
                        {%- endif %}
                        {{- '{{{picture.Replace("\n", "\\n", StringComparison.Ordinal)}}}' }}
                    {%- elif 'text' in item %}
                        {{- item.text }}
                    {%- else %}
                        {{- raise_exception('Unexpected item.') }}
                    {%- endif %}
                {%- endfor %}
            {%- endif %}
        {%- endmacro %}
        {%- if tools %}
            {{- "<|im_start|>system\n# Tools\n\n" }}
            {%- for tool in tools %}
                {{- "\n" ~ (tool | tojson) }}
            {%- endfor %}
        {%- endif %}
        {%- set ns = namespace(last=messages|length - 1, searching=true) %}
        {%- for message in messages[::-1] %}
            {%- set index = (messages|length - 1) - loop.index0 %}
            {%- if ns.searching and message.role == "user" and not (render(message.content).startswith('<tool_response>') and render(message.content).endswith('</tool_response>')) %}
                {%- set ns.searching = false %}
                {%- set ns.last = index %}
            {%- endif %}
        {%- endfor %}
        {#- Each turn. #}
        {%- for message in messages %}
            {{- '{{{InString(first)}}}' if loop.first and message.role != 'system' and {{{(first.Length > 0 ? "true" : "false")}}} }}
            {%- set content = render(message.content, true)|trim %}
            {%- if message.role == "user" or (message.role == "system" and loop.first) %}
                {{- '<|im_start|>' + message.role + '\n' + content + '<|im_end|>' + '\n' }}
            {%- elif message.role == "assistant" %}
                {%- if '</think>' in content %}
                    {%- set content = content.split('</think>')[-1].lstrip('\n') %}
                {%- endif %}
                {{- '<|im_start|>' + message.role + '\n' + content }}
                {%- if message.tool_calls %}
                    {%- for call in message.tool_calls %}
                        {{- call.arguments | tojson }}
                    {%- endfor %}
                {%- endif %}
                {{- '<|im_end|>\n' }}
            {%- elif message.role == "tool" %}
                {%- if loop.first or (messages[loop.index0 - 1].role != "tool") %}
                    {{- '<|im_start|>user' }}
                {%- endif %}
            {%- endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\n' }}
        {%- endif %}
        """;

    private static string InString(string first) => first.Length == 0 ? "" : "<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n";
}
