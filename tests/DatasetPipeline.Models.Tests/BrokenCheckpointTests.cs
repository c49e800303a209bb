using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Models.Tests;

public sealed class BrokenCheckpointTests : IDisposable
{
    private const string Norm = "model.language_model.norm.weight";
    private const string Query = "model.language_model.layers.0.self_attn.q_proj.weight";
    private readonly ModelCopy _copy = new();

    [Fact]
    public void A_missing_tensor_is_named()
    {
        ModelCopy.Remove(_copy.Weights, Norm);

        Says(Codes.TensorMissing, _copy.Weights, Norm);
    }

    [Fact]
    public void An_extra_tensor_is_named()
    {
        ModelCopy.Add(_copy.Weights, "model.language_model.surplus.weight", "BF16", 3, 2);

        Says(Codes.TensorUnexpected, _copy.Weights, "'model.language_model.surplus.weight'");
    }

    [Fact]
    public void A_tensor_of_another_shape_is_named_with_both_shapes()
    {
        ModelCopy.Remove(_copy.Weights, Norm);
        ModelCopy.Add(_copy.Weights, Norm, "BF16", 7);

        Says(Codes.TensorShape, _copy.Weights, Norm, "(7)", "(64)");
    }

    [Fact]
    public void All_that_does_not_fit_is_told_at_once()
    {
        ModelCopy.Remove(_copy.Weights, Norm);
        ModelCopy.Remove(_copy.Weights, Query);
        ModelCopy.Add(_copy.Weights, Query, "BF16", 2, 2);
        ModelCopy.Add(_copy.Weights, "surplus", "BF16", 1);

        Assert.Equal([Codes.TensorMissing, Codes.TensorUnexpected, Codes.TensorShape], _copy.Open().Select(d => d.Code));
    }

    [Fact]
    public void A_quantised_tensor_is_no_weight()
    {
        ModelCopy.Remove(_copy.Weights, Norm);
        ModelCopy.Add(_copy.Weights, Norm, "U8", 64);

        Says(Codes.TensorShape, _copy.Weights, Norm, "quantised");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(500)]
    public void A_file_cut_in_its_header_says_so(long length)
    {
        ModelCopy.Cut(_copy.Weights, length);

        Says(Codes.SafetensorsInvalid, _copy.Weights, length.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public void A_file_cut_in_its_data_says_so(long missing)
    {
        ModelCopy.Cut(_copy.Weights, new FileInfo(_copy.Weights).Length - missing);

        Says(Codes.SafetensorsInvalid, _copy.Weights, "bytes of tensors, but its tensor");
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x7f)]
    [InlineData(0xff)]
    public void A_header_of_absurd_length_says_so(byte highest)
    {
        var bytes = File.ReadAllBytes(_copy.Weights);
        bytes[7] = highest;
        File.WriteAllBytes(_copy.Weights, bytes);

        Says(Codes.SafetensorsInvalid, _copy.Weights, "does not begin with a safetensors header");
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("[1, 2]")]
    [InlineData("{\"a\": 1}")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1]}}")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0]}}")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4, 8]}}")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [0.5], \"data_offsets\": [0, 4]}}")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 4]}}")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": \"1\", \"data_offsets\": [0, 4]}}")]
    [InlineData("{\"a\": {\"dtype\": 32, \"shape\": [1], \"data_offsets\": [0, 4]}}")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1099511627776, 1099511627776], \"data_offsets\": [0, 4]}}")]
    [InlineData("{\"a\\nb\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}")]
    public void A_header_of_another_form_says_so(string header)
    {
        ModelCopy.EditHeader(_copy.Weights, _ => header);

        Says(Codes.SafetensorsInvalid, _copy.Weights, "is not the JSON that safetensors files begin with");
    }

    [Theory]
    [InlineData(-4, 124)]
    [InlineData(0, 127)]
    [InlineData(128, 0)]
    public void Offsets_that_do_not_fit_the_shape_are_told_with_the_tensor(long begin, long end)
    {
        Move(Norm, begin, end);

        Says(Codes.SafetensorsInvalid, _copy.Weights, Norm, "128 bytes");
    }

    [Theory]
    [InlineData(100_000_000)]
    [InlineData(long.MaxValue - 128)] // plus the header's length it would be negative
    public void Offsets_outside_of_the_file_are_told_with_the_tensor(long begin)
    {
        Move(Norm, begin, begin + 128);

        Says(Codes.SafetensorsInvalid, _copy.Weights, Norm, "reaches to byte");
    }

    [Fact]
    public void Tensors_that_overlap_are_told()
    {
        ModelCopy.EditHeader(_copy.Weights, header =>
        {
            var (begin, end) = ModelCopy.Offsets(header, Norm);
            var shift = begin == 0 ? 2 : -2;
            header[Norm]!["data_offsets"] = new JsonArray(begin + shift, end + shift);
        });

        Says(Codes.SafetensorsInvalid, _copy.Weights, "overlaps");
    }

    [Fact]
    public void Bytes_that_belong_to_no_tensor_are_told()
    {
        File.AppendAllText(_copy.Weights, "surplus");

        Says(Codes.SafetensorsInvalid, _copy.Weights, "goes on for 7 bytes");
    }

    [Fact]
    public void A_name_that_stands_twice_is_told()
    {
        ModelCopy.EditHeader(_copy.Weights, header => header[..^1].TrimEnd().TrimEnd('}') + $"}},\"{Norm}\":{{\"dtype\":\"BF16\",\"shape\":[64],\"data_offsets\":[0,128]}}}}");

        Says(Codes.SafetensorsInvalid, _copy.Weights, Norm, "twice");
    }

    [Fact]
    public void A_type_that_is_not_known_is_named()
    {
        ModelCopy.EditHeader(_copy.Weights, header => header[Norm]!["dtype"] = "F8_E4M3");

        Says(Codes.SafetensorsInvalid, _copy.Weights, Norm, "'F8_E4M3'");
    }

    [Fact]
    public void Without_weights_the_file_that_is_not_there_is_named()
    {
        File.Delete(_copy.Weights);

        Says(Codes.ModelFileMissing, _copy.Weights);
    }

    [Fact]
    public void Weights_in_bin_files_alone_are_refused()
    {
        File.Move(_copy.Weights, Path.Combine(_copy.Model, "pytorch_model.bin"));

        Says(Codes.ModelFileMissing, _copy.Weights, ".bin");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        Directory.Delete(_copy.Model, recursive: true);

        Says(Codes.ModelFileMissing, _copy.Model, "train.yaml");
    }

    [Fact]
    public void A_shard_that_is_not_there_is_named()
    {
        using var sharded = new ModelCopy("model_sharded");
        var shard = Directory.GetFiles(sharded.Model, "*.safetensors").Order(StringComparer.Ordinal).Last();
        File.Delete(shard);

        var diagnostic = Assert.Single(sharded.Open());
        Assert.Equal((Codes.ModelFileMissing, shard), (diagnostic.Code, diagnostic.File));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"weight_map\": {}}")]
    [InlineData("{\"weight_map\": {\"a\": 1}}")]
    public void An_index_of_another_form_says_so(string index)
    {
        var path = Path.Combine(_copy.Model, "model.safetensors.index.json");
        File.Delete(_copy.Weights);
        File.WriteAllText(path, index);

        Says(Codes.ModelConfigInvalid, path, "weight_map");
    }

    [Theory]
    [InlineData("../model.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public void An_index_that_names_a_file_of_another_folder_says_which_entry(string file)
    {
        var path = Path.Combine(_copy.Model, "model.safetensors.index.json");
        File.Delete(_copy.Weights);
        File.WriteAllText(path, $$$"""{"weight_map": {"a.weight": "model.safetensors", "b.weight": "{{{file}}}"}}""");

        Says(Codes.ModelConfigInvalid, path, "\"b.weight\"", $"\"{file}\"");
    }

    [Fact]
    public void The_one_file_is_taken_where_a_stale_index_lies_beside_it()
    {
        File.WriteAllText(Path.Combine(_copy.Model, "model.safetensors.index.json"), """{"weight_map": {"a": "model-00001-of-00002.safetensors"}}""");

        using var scope = TorchSharp.torch.NewDisposeScope();
        Assert.NotEmpty(ModelFolder.Open(_copy.Model).Weights);
    }

    [Theory]
    [InlineData("model.visual.rotary_pos_emb.inv_freq")]
    [InlineData("model.language_model.rotary_emb.inv_freq")]
    public void A_tensor_that_is_computed_and_kept_all_the_same_is_known_to_be_unneeded(string name)
    {
        ModelCopy.Add(_copy.Weights, name, "F32", 4);

        using var scope = TorchSharp.torch.NewDisposeScope();
        Assert.NotEmpty(ModelFolder.Open(_copy.Model).Weights);
    }

    [Fact]
    public void Parts_without_their_index_are_told()
    {
        File.Move(_copy.Weights, Path.Combine(_copy.Model, "model-00001-of-00001.safetensors"));

        Says(Codes.ModelFileMissing, _copy.Weights + ".index.json", "index");
    }

    [Theory]
    [InlineData("{\"quant_method\": \"fp8\"}", "fp8")]
    [InlineData("{\"quant_method\": \"awq\", \"bits\": 4}", "awq")]
    [InlineData("{\"quant_method\": \"gptq\"}", "gptq")]
    [InlineData("{\"load_in_4bit\": true}", "bitsandbytes")]
    [InlineData("{}", "")]
    public void Weights_that_are_quantised_are_one_error_with_the_method_and_the_way_out(string json, string method)
    {
        ModelCopy.Set(_copy.Config, "quantization_config", json);
        ModelCopy.EditHeader(_copy.Weights, header => header.Replace("\"BF16\"", "\"F8_E4M3\"", StringComparison.Ordinal));

        Says(Codes.ModelConfigInvalid, _copy.Config, method, "Take the checkpoint that it was made from");

        ModelCopy.Set(_copy.Config, "quantization_config", "null");
        Says(Codes.SafetensorsInvalid, _copy.Weights, "F8_E4M3", "take the checkpoint that they were made from");
    }

    [Fact]
    public void Names_shapes_and_counts_beyond_all_measure_are_refused_shortly()
    {
        var whole = File.ReadAllBytes(_copy.Weights);
        foreach (var (change, part) in new (Action<JsonObject>, string)[]
        {
            (header => header[new string('x', 100_000)] = header[Norm]!.DeepClone(), "100000 characters"),
            (header => header[Norm]!["shape"] = new JsonArray([.. Enumerable.Repeat(1, 100_000).Select(d => (JsonNode)d)]), "100000 dimensions"),
            (header =>
            {
                for (var i = 0; i < 150_000; i++)
                    header[$"t{i}"] = new JsonObject { ["dtype"] = "F32", ["shape"] = new JsonArray(0), ["data_offsets"] = new JsonArray(0, 0) };
            }, "more than 100000 tensors"),
        })
        {
            File.WriteAllBytes(_copy.Weights, whole);
            ModelCopy.EditHeader(_copy.Weights, change);

            var found = Assert.Single(_copy.Open());
            Assert.Equal((Codes.SafetensorsInvalid, _copy.Weights), (found.Code, found.File));
            Assert.Contains(part, found.Message, StringComparison.Ordinal);
            Assert.InRange(found.Message.Length, 1, 400);
        }
    }

    [Fact]
    public void Long_names_in_a_list_of_them_are_shortened()
    {
        ModelCopy.Add(_copy.Weights, "model." + new string('y', 900), "F32", 1);

        var found = Assert.Single(_copy.Open());

        Assert.Equal(Codes.TensorUnexpected, found.Code);
        Assert.InRange(found.Message.Length, 1, 400);
    }

    [Fact]
    public void A_tensor_in_two_shards_is_told()
    {
        var second = Path.Combine(_copy.Model, "second.safetensors");
        File.Copy(_copy.Weights, second);
        File.Move(_copy.Weights, Path.Combine(_copy.Model, "first.safetensors"));
        File.WriteAllText(Path.Combine(_copy.Model, "model.safetensors.index.json"), "{\"weight_map\": {\"a\": \"first.safetensors\", \"b\": \"second.safetensors\"}}");

        Says(Codes.SafetensorsInvalid, second, "is in first.safetensors too");
    }

    [Fact]
    public void An_architecture_that_is_not_known_is_named()
    {
        ModelCopy.Set(_copy.Config, "model_type", "\"llama\"");

        Says(Codes.UnknownArchitecture, _copy.Config, "llama", "qwen3_vl");
    }

    [Fact]
    public void A_config_that_is_not_there_is_named()
    {
        File.Delete(_copy.Config);

        Says(Codes.ModelFileMissing, _copy.Config);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"model_type\": ")]
    [InlineData("[1]")]
    [InlineData("model_type: qwen3_vl")]
    public void A_config_that_is_no_JSON_object_says_so(string text)
    {
        File.WriteAllText(_copy.Config, text);

        Says(Codes.ModelConfigInvalid, _copy.Config);
    }

    [Theory]
    [InlineData("model_type", "absent")]
    [InlineData("model_type", "3")]
    [InlineData("text_config", "absent")]
    [InlineData("text_config", "[1, 2]")]
    [InlineData("vision_config", "\"big\"")]
    [InlineData("text_config.num_attention_heads", "0")]
    [InlineData("text_config.num_attention_heads", "-4")]
    [InlineData("text_config.num_attention_heads", "4.5")]
    [InlineData("text_config.num_attention_heads", "\"4\"")]
    [InlineData("text_config.num_key_value_heads", "3")]
    [InlineData("text_config.head_dim", "31")]
    [InlineData("text_config.hidden_size", "0")]
    [InlineData("text_config.hidden_size", "1e300")]
    [InlineData("text_config.num_hidden_layers", "1000000000")]
    [InlineData("text_config.num_hidden_layers", "null")]
    [InlineData("text_config.vocab_size", "9223372036854775807")]
    [InlineData("text_config.vocab_size", "10")]
    [InlineData("text_config.rms_norm_eps", "0")]
    [InlineData("text_config.rms_norm_eps", "\"1e-6\"")]
    [InlineData("text_config.rope_theta", "-1")]
    [InlineData("text_config.rope_theta", "1e999")]
    [InlineData("text_config.attention_bias", "\"no\"")]
    [InlineData("text_config.hidden_act", "\"relu\"")]
    [InlineData("text_config.rope_scaling.rope_type", "\"yarn\"")]
    [InlineData("text_config.rope_scaling.mrope_section", "[6, 5]")]
    [InlineData("text_config.rope_scaling.mrope_section", "[6, \"5\", 5]")]
    [InlineData("vision_config.hidden_act", "\"relu\"")]
    [InlineData("vision_config.num_heads", "5")]
    [InlineData("vision_config.num_heads", "0")]
    [InlineData("vision_config.hidden_size", "50")]
    [InlineData("vision_config.out_hidden_size", "65")]
    [InlineData("vision_config.in_channels", "4")]
    [InlineData("vision_config.depth", "99999999")]
    [InlineData("vision_config.num_position_embeddings", "143")]
    [InlineData("vision_config.deepstack_visual_indexes", "[0, 3]")]
    [InlineData("vision_config.deepstack_visual_indexes", "3")]
    [InlineData("vision_config.patch_size", "0")]
    [InlineData("vision_config.spatial_merge_size", "3")]
    [InlineData("image_token_id", "5")]
    public void A_value_that_cannot_be_used_is_named(string key, string json)
    {
        ModelCopy.Set(_copy.Config, key, json);

        var diagnostic = Assert.Single(_copy.Open());
        Assert.Equal(Codes.ModelConfigInvalid, diagnostic.Code);
        // Where two values contradict each other, either may be the one that is named.
        var last = key.Split('.')[^1];
        Assert.Contains(key is "vision_config.hidden_size" ? "num_heads" : last is "spatial_merge_size" ? "merge_size" : last, diagnostic.Message);
    }

    [Theory]
    [InlineData("text_config.vocab_size", "16000000")]
    [InlineData("text_config.hidden_size", "16000000")]
    [InlineData("text_config.num_hidden_layers", "1000")]
    public void Sizes_far_from_the_checkpoints_take_no_memory(string key, string json)
    {
        ModelCopy.Set(_copy.Config, key, json);
        if (key.EndsWith("hidden_size", StringComparison.Ordinal))
            ModelCopy.Set(_copy.Config, "vision_config.out_hidden_size", json);

        Assert.All(_copy.Open(), diagnostic => Assert.Contains(diagnostic.Code, (string[])[Codes.TensorMissing, Codes.TensorShape]));
    }

    public void Dispose() => _copy.Dispose();

    private void Move(string name, long begin, long end) =>
        ModelCopy.EditHeader(_copy.Weights, header => header[name]!["data_offsets"] = new JsonArray(begin, end));

    private void Says(string code, string file, params string[] parts)
    {
        var diagnostic = Assert.Single(_copy.Open());
        Assert.Equal((code, file), (diagnostic.Code, diagnostic.File));
        Assert.All(parts, part => Assert.Contains(part, diagnostic.Message));
    }
}
