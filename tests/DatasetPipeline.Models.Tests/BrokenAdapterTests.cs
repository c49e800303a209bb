using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Models.Tests;

public sealed class BrokenAdapterTests : IDisposable
{
    private const string A = "base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_A.weight";
    private readonly ModelCopy _copy = new();

    [Fact]
    public void A_rank_that_is_not_the_tensors_says_so()
    {
        ModelCopy.Set(_copy.AdapterConfig, "r", "4");

        Says(Codes.AdapterMismatch, _copy.AdapterWeights, "lora_A.weight'", "should have shape (4, 64) and has (8, 64)");
    }

    [Fact]
    public void A_tensor_that_no_layer_has_is_named()
    {
        ModelCopy.Add(_copy.AdapterWeights, "base_model.model.model.visual.merger.lora_A.weight", "F32", 8, 3);

        Says(Codes.AdapterMismatch, _copy.AdapterWeights, "'base_model.model.model.visual.merger.lora_A.weight' has no layer");
    }

    [Fact]
    public void A_half_of_a_pair_is_named()
    {
        ModelCopy.Remove(_copy.AdapterWeights, A);

        Says(Codes.AdapterMismatch, _copy.AdapterWeights, A.Replace("lora_A", "lora_B"));
    }

    [Fact]
    public void A_tensor_that_is_cut_short_is_told()
    {
        ModelCopy.Cut(_copy.AdapterWeights, new FileInfo(_copy.AdapterWeights).Length - 10);

        Says(Codes.SafetensorsInvalid, _copy.AdapterWeights, "reaches to byte");
    }

    [Fact]
    public void An_adapter_without_a_tensor_would_do_nothing()
    {
        File.WriteAllBytes(_copy.AdapterWeights, [2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']);

        Says(Codes.AdapterMismatch, _copy.AdapterWeights, "no tensor");
    }

    [Fact]
    public void Whole_numbers_are_no_adapter()
    {
        ModelCopy.EditHeader(_copy.AdapterWeights, (JsonObject header) => header[A]!["dtype"] = "I32");

        Says(Codes.AdapterMismatch, _copy.AdapterWeights, A, "Int32");
    }

    [Theory]
    [InlineData("use_dora", "\"yes\"")]
    [InlineData("peft_type", "\"IA3\"")]
    [InlineData("bias", "\"all\"")]
    [InlineData("fan_in_fan_out", "true")]
    [InlineData("alpha_pattern", "[3]")]
    [InlineData("rank_pattern", "\"q_proj\"")]
    [InlineData("modules_to_save", "[\"lm_head\"]")]
    [InlineData("use_qalora", "true")]
    [InlineData("alora_invocation_tokens", "[1, 2]")]
    [InlineData("layer_replication", "[[0, 2], [1, 3]]")]
    [InlineData("lora_bias", "true")]
    [InlineData("trainable_token_indices", "[5]")]
    [InlineData("target_parameters", "[\"experts\"]")]
    [InlineData("use_bdlora", "{\"a\": 1}")]
    [InlineData("init_lora_weights", "\"pissa\"")]
    [InlineData("init_lora_weights", "\"pissa_niter_16\"")]
    [InlineData("init_lora_weights", "\"olora\"")]
    [InlineData("init_lora_weights", "\"loftq\"")]
    [InlineData("use_something_new", "true")]
    [InlineData("r", "0")]
    [InlineData("r", "\"8\"")]
    [InlineData("r", "99999999999")]
    [InlineData("lora_alpha", "\"16\"")]
    [InlineData("lora_alpha", "absent")]
    public void A_setting_that_is_not_read_here_is_refused_and_never_passed_over(string key, string json)
    {
        ModelCopy.Set(_copy.AdapterConfig, key, json);

        Says(Codes.ModelConfigInvalid, _copy.AdapterConfig, $"'{key}' must be");
    }

    [Theory]
    [InlineData("rank_pattern", "{\"q_proj\": 1.5}", "'rank_pattern.q_proj' must be a whole number")]
    [InlineData("rank_pattern", "{\"q_proj\": 0}", "'rank_pattern.q_proj' must be a whole number")]
    [InlineData("alpha_pattern", "{\"q_proj\": \"8\"}", "'alpha_pattern.q_proj' must be a number")]
    [InlineData("alpha_pattern", "{\"(q_proj\": 8}", "regular expression, and it is none")]
    public void A_pattern_of_ranks_that_is_none_is_refused(string key, string json, string told)
    {
        ModelCopy.Set(_copy.AdapterConfig, key, json);

        Says(Codes.ModelConfigInvalid, _copy.AdapterConfig, told);
    }

    [Fact]
    public void A_rank_that_a_pattern_says_and_the_tensors_have_not_is_a_misfit()
    {
        ModelCopy.Set(_copy.AdapterConfig, "rank_pattern", "{\"layers.0.self_attn.q_proj\": 3}");

        Says(Codes.AdapterMismatch, _copy.AdapterWeights, "layers.0.self_attn.q_proj.lora_A.weight' should have shape (3, ");
    }

    [Theory]
    [InlineData("init_lora_weights", "\"gaussian\"")]
    [InlineData("init_lora_weights", "\"eva\"")]
    [InlineData("init_lora_weights", "false")]
    [InlineData("layers_to_transform", "[0, 1]")]
    [InlineData("use_something_new", "false")]
    [InlineData("something_new_config", "{}")]
    public void What_changes_nothing_in_the_forward_pass_is_no_trouble(string key, string json)
    {
        ModelCopy.Set(_copy.AdapterConfig, key, json);
        using var scope = TorchSharp.torch.NewDisposeScope();

        Assert.NotEmpty(Lora.Adapter.Load(ModelFolder.Open(_copy.Model), _copy.AdapterFolder).Tensors);
    }

    [Fact]
    public void DoRA_without_its_magnitudes_says_so()
    {
        ModelCopy.Set(_copy.AdapterConfig, "use_dora", "true");

        Says(Codes.AdapterMismatch, _copy.AdapterWeights, "lora_magnitude_vector' should have shape (64) and is not there");
    }

    [Fact]
    public void Each_of_the_two_files_is_named_when_it_is_not_there()
    {
        File.Delete(_copy.AdapterWeights);
        Says(Codes.ModelFileMissing, _copy.AdapterWeights);
        File.Delete(_copy.AdapterConfig);
        Says(Codes.ModelFileMissing, _copy.AdapterConfig, "adapter_config.json");
    }

    public void Dispose() => _copy.Dispose();

    private void Says(string code, string file, params string[] parts)
    {
        var diagnostic = Assert.Single(_copy.LoadAdapter());
        Assert.Equal((code, file), (diagnostic.Code, diagnostic.File));
        Assert.All(parts, part => Assert.Contains(part, diagnostic.Message));
    }
}
