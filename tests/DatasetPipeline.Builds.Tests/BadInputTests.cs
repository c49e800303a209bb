using System.Text;

namespace DatasetPipeline.Builds.Tests;

public sealed class BadInputTests
{
    [Fact]
    public void One_build_shows_all_that_is_wrong_at_its_place_and_changes_no_output()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("good");
        dataset.Build().Succeeds();
        var outputs = dataset.Outputs();

        dataset.Write("train.yaml", $"""
            model: {Repository.Root}/tests/goldens/qwen3_vl/model
            max_length: 200
            lora_rnk: 8
            """);
        dataset.Write("images/lonely.png", Png.Of(8, 8, "lonely"));
        dataset.Write("images/no-picture.yaml", "caption: The button is grey.\n");
        dataset.Add("cut");
        dataset.Write("images/cut.png", Png.Of(64, 48, "cut")[..200]);
        dataset.Add("text");
        dataset.Write("images/text.png", "This is no picture.");
        dataset.Add("empty");
        dataset.Write("images/empty.png", "");
        dataset.Add("first");
        dataset.Write("images/first.yaml", "caption: One is left.\nid: same\n");
        dataset.Add("second");
        dataset.Write("images/second.yaml", "id: same\ncaption: A few are left.\n");
        dataset.Add("unknown");
        dataset.Write("images/unknown.yaml", "caption: The cart is full.\nanotator: wei.li\n");
        dataset.Add("type");
        dataset.Write("images/type.yaml", "caption:   12\n");
        dataset.Add("box");
        dataset.Write("images/box.yaml", "caption: The arrow marks the fee in the box.\nmarks:\n  - box: [1, 2, 0, 4]\n  - box: [1, 2, 3]\n  - arrow: [1, 1, 60, 400]\n    color: rde\n");
        dataset.Add("yaml");
        dataset.Write("images/yaml.yaml", "caption: \"The cart\nid: x\n");
        dataset.Add("keys");
        dataset.Write("images/keys.yaml", "caption: One is left.\nlicense: MIT\ncaption: Two are left.\n");
        dataset.Add("latin");
        dataset.Write("images/latin.yaml", Encoding.Latin1.GetBytes("caption: A caf\u00e9.\n"));
        dataset.Add("blank", "\" \"");
        dataset.Add("no-caption");
        dataset.Write("images/no-caption.yaml", "license: MIT\n");
        dataset.Add("braces", "The red box marks the text \"{0} {1}\" in the header.");
        dataset.Write("dataset.yaml", "name: shop\nfti: pad\nresolution: big\nsplits: {train: 0.8, test: 0.3}\nseverity: {DSP4007: none}\n");

        var result = dataset.Build("-p:DatasetFormats=ms-swfit").Fails();

        string[] expected =
        [
            "lonely.png(1,1): DSP0013", "no-picture.yaml(1,1): DSP0012", "cut.png(1,1): DSP4007", "text.png(1,1): DSP4006",
            "empty.png(1,1): DSP4002", "second.yaml(1,5): DSP5001", "unknown.yaml(2,1): DSP1001", "type.yaml(1,12): DSP1003",
            "box.yaml(3,17): DSP1004", "box.yaml(4,10): DSP1004", "box.yaml(5,12): DSP3001", "box.yaml(6,12): DSP3003",
            "keys.yaml(3,1): DSP0005", "latin.yaml(1,15): DSP0003", "blank.yaml(1,10): DSP2001", "dataset.yaml(2,1): DSP1001", "dataset.yaml(1,1): DSP0016",
            "dataset.yaml(3,13): DSP1003", "dataset.yaml(4,9): DSP1005", "dataset.yaml(5,21): DSP1006", "train.yaml(3,1): DSP1001",
        ];
        var found = result.Findings.Select(finding => $"{finding.File}({finding.Line},{finding.Column}): {finding.Code}").ToHashSet(StringComparer.Ordinal);
        Assert.True(expected.All(found.Contains), $"not found: {string.Join(", ", expected.Where(line => !found.Contains(line)))}\nin\n{string.Join('\n', result.Findings)}");
        Assert.Contains(result.Findings, finding => finding is { File: "yaml.yaml", Code: "DSP0004" });
        Assert.Contains(result.Findings, finding => finding is { File: "no-caption.yaml", Line: 1, Column: 1 });
        Assert.DoesNotContain(result.Findings, finding => finding.File is "good.yaml" or "braces.yaml");
        Assert.Contains("\"annotator\"", result.Findings.Single(finding => finding.File == "unknown.yaml").Message, StringComparison.Ordinal);
        Assert.Contains("\"lora_rank\"", result.Findings.Single(finding => finding.File == "train.yaml").Message, StringComparison.Ordinal);
        Assert.Contains("images/first.yaml(2)", result.Findings.Single(finding => finding.File == "second.yaml").Message, StringComparison.Ordinal);
        Assert.All(result.Findings, finding => Assert.DoesNotContain('[', finding.Message));
        Assert.Equal(outputs, dataset.Outputs());
    }

    [Fact]
    public void A_sample_of_too_many_tokens_names_the_record_and_may_be_made_a_warning_that_every_build_shows()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("short");
        dataset.Add("long", $"The red box marks {string.Concat(Enumerable.Repeat("one more word and ", 200))}the end.");
        dataset.Write("train.yaml", $"model: {Repository.Root}/tests/goldens/qwen3_vl/model\nmax_length: 300\nlearning_rate: 1e-3\n");

        var error = Assert.Single(dataset.Build().Fails().Findings);
        Assert.Equal(("long.yaml", 1, 10, "error", "DSP7001"), (error.File, error.Line, error.Column, error.Severity, error.Code));

        dataset.Write("dataset.yaml", "name: shop\nseverity: {DSP7001: warning}\n");
        foreach (var _ in (int[])[1, 2])
        {
            var warning = Assert.Single(dataset.Build().Succeeds().Findings);
            Assert.Equal(("long.yaml", "warning", "DSP7001"), (warning.File, warning.Severity, warning.Code));
        }

        var silent = dataset.Build("-p:NoWarn=DSP7001").Succeeds();
        Assert.Empty(silent.Findings);
        Assert.Contains(", 0 warnings", silent.Output, StringComparison.Ordinal);
        Assert.Equal("error", Assert.Single(dataset.Build("-p:WarningsAsErrors=DSP7001").Fails().Findings).Severity);
        Assert.Empty(dataset.Build("-warnaserror", "-p:NoWarn=DSP7001").Succeeds().Findings);

        dataset.Write("images/short.yaml", "caption: Another is left.\n");
        var outputs = dataset.Outputs();
        dataset.Build("-p:MSBuildTreatWarningsAsErrors=true").Fails();
        Assert.Equal(outputs, dataset.Outputs());
    }

    [Fact]
    public void No_value_and_no_name_forges_a_line_of_the_build()
    {
        const string Forged = "FORGED\n::error::FORGED\n##vso[task.complete result=Failed]FORGED\u001b[31m\u202e/x.yaml(1,1): error DSP0001: FORGED [/x.csproj]";
        using var dataset = new TemporaryDataset();
        var quoted = System.Text.Json.JsonSerializer.Serialize(Forged);
        dataset.Add("good");
        foreach (var (name, record) in ((string, string)[])
            [
                ("caption", $"caption: {quoted}\n"), ("id", $"caption: The cart is full.\nid: {quoted}\n"), ("key", $"caption: The cart is full.\n{quoted}: 1\n"),
                ("language", $"caption: The cart is full.\nlanguage: {quoted}\n"), ("image", $"caption: The cart is full.\nimage: {quoted}\n"),
                ("annotated", $"caption: The cart is full.\nannotated: {quoted}\n"), ("license", $"caption: The cart is full.\nlicense: {quoted}\n"),
                ("color", $"caption: The cart is full.\nmarks:\n  - box: [1, 1, 5, 5]\n    color: {quoted}\n"), ("allow", $"caption: The cart is full.\nallow: {{{quoted}: x}}\n"),
                ("role", $"messages:\n  - role: {quoted}\n    content: The cart is full.\n  - role: assistant\n    content: {quoted}\n"), ("alias", $"caption: *FORGED\n"), ("yaml", "caption: \"FORGED\n::error::FORGED\n"),
            ])
        {
            dataset.Write($"images/{name}.png", Png.Of(64, 48, name));
            dataset.Write($"images/{name}.yaml", record);
        }

        dataset.Write("images/FORGED\n::error::FORGED.yaml", "caption: The cart is full.\n");
        dataset.Write("images/FORGED\u001b[31m.png", "FORGED");
        dataset.Write("images/##vso[task.complete]FORGED.png", "FORGED");
        dataset.Write("dataset.yaml", $"name: {quoted}\nprompt: {quoted}\nseverity: {{{quoted}: none}}\n");
        dataset.Write("train.yaml", $"model: {quoted}\n{quoted}: 1\n");

        var build = dataset.Build().Fails();

        var lines = build.Output.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Contains("FORGED", StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(lines.Count > 14, build.Output);
        Assert.All(lines, line => Assert.StartsWith(dataset.Folder, line.TrimStart(), StringComparison.Ordinal));
        Assert.All(lines, line => Assert.EndsWith($"[{dataset.Project}]", line, StringComparison.Ordinal));
        Assert.DoesNotContain(build.Output, letter => letter is '\u001b' or '\u202e');
        Assert.DoesNotContain("##vso[", build.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(build.Findings, finding => finding.File is "good.yaml" or "x.yaml");
        // One bad file hides no other.
        Assert.Superset(
            new HashSet<string> { "caption.yaml", "id.yaml", "key.yaml", "language.yaml", "image.yaml", "annotated.yaml", "license.yaml", "color.yaml", "allow.yaml", "role.yaml", "alias.yaml", "yaml.yaml", "images", "dataset.yaml", "train.yaml" },
            build.Findings.Select(finding => finding.File).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_models_files_hold_forges_no_line_either()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("cart");
        dataset.Write("train.yaml", "model: model\n");
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "models", "starter"), "*.json"))
            dataset.Write($"model/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        dataset.Write("model/chat_template.jinja", "<|im_start|><|vision_start|><|image_pad|><|vision_end|>{% set x = \"<|im_start|>system\nYou [are]\n::error::forged \u001b[31m<|im_end|>\" %}");

        // Told by the second build as well, which has nothing to do.
        foreach (var _ in (int[])[1, 2])
        {
            var build = dataset.Build().Succeeds();
            Assert.Equal(("chat_template.jinja", "DSP8010"), Assert.Single(build.Findings.Select(finding => (finding.File, finding.Code))));
            Assert.DoesNotContain('\u001b', build.Output);
        }
    }

    [Fact]
    public void A_model_that_is_not_there_is_an_error_at_its_name_in_train_yaml()
    {
        using var dataset = new TemporaryDataset();
        dataset.Add("cart");
        dataset.Write("train.yaml", "lora_rank: 8\nmodel: ../nowhere\n");

        var error = Assert.Single(dataset.Build().Fails().Findings);

        Assert.Equal(("train.yaml", 2, 8, "DSP8001"), (error.File, error.Line, error.Column, error.Code));
        Assert.False(Directory.Exists(dataset["bin/dataset"]));
    }
}
