using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Lora;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

public sealed class BrokenModelTests : IDisposable
{
    private readonly string _architecture = Path.Combine(Goldens.Own, "qwen3_vl");
    private readonly string _folder = Directory.CreateTempSubdirectory("model").FullName;

    private string Weights => Path.Combine(_folder, "model.safetensors");

    [Fact]
    public void A_tensor_that_is_missing_extra_or_of_another_shape_is_named_all_at_once()
    {
        CopyModel();
        var tensors = ReadAll(Weights);
        tensors.Remove("model.visual.pos_embed.weight");
        tensors["model.language_model.norm.weight"] = torch.ones(3);
        tensors["model.extra.weight"] = torch.ones(2, 2);
        SafetensorsWriter.Write(Weights, tensors);

        var found = Fail();

        Assert.Contains(found, d => d.Code == "DSP8005" && d.Message.Contains("'model.visual.pos_embed.weight'", StringComparison.Ordinal));
        Assert.Contains(found, d => d.Code == "DSP8006" && d.Message.Contains("'model.extra.weight'", StringComparison.Ordinal));
        Assert.Contains(found, d => d.Code == "DSP8007" && d.Message.Contains("'model.language_model.norm.weight'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "nothing")]
    [InlineData(5, "within the length")]
    [InlineData(200, "within the header")]
    [InlineData(-1, "within the tensors")]
    public void A_truncated_file_is_named(int length, string where)
    {
        CopyModel();
        var bytes = File.ReadAllBytes(Weights);
        File.WriteAllBytes(Weights, bytes[..(length < 0 ? bytes.Length - 100 : length)]);
        Assert.NotEmpty(where);
        Only("DSP8004", "model.safetensors");
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,8]}}""", "'F4'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "'a'|'b'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"a":{"dtype":"F32","shape":"two","data_offsets":[0,8]}}""", "")]
    [InlineData("""[1]""", "")]
    [InlineData("""{"a":""", "")]
    public void A_header_that_does_not_fit_its_file_is_named(string header, string name)
    {
        CopyModel();
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(Weights, [.. length, .. text, .. new byte[16]]);

        Assert.Matches(name, Only("DSP8004", "model.safetensors").Message);

        BinaryPrimitives.WriteInt64LittleEndian(length, long.MaxValue);
        File.WriteAllBytes(Weights, [.. length, .. text]);
        Only("DSP8004", "model.safetensors");
    }

    [Fact]
    public void An_unknown_architecture_is_named_with_those_that_are_known()
    {
        CopyModel();
        Edit(config => config["model_type"] = "llava");
        Assert.Matches("llava.*qwen3_vl", Only("DSP8003", "config.json").Message);
    }

    [Theory]
    [InlineData("num_attention_heads", "0")]
    [InlineData("num_attention_heads", "-4")]
    [InlineData("num_attention_heads", "\"four\"")]
    [InlineData("num_key_value_heads", "3")]
    [InlineData("num_hidden_layers", "1e12")]
    [InlineData("hidden_size", "null")]
    [InlineData("head_dim", "31")]
    [InlineData("rms_norm_eps", "\"small\"")]
    [InlineData("rope_theta", "-1")]
    public void A_value_of_config_json_that_cannot_be_is_named(string key, string value)
    {
        CopyModel();
        Edit(config => config["text_config"]![key] = JsonNode.Parse(value));
        Assert.Contains(key, Only("DSP8002", "config.json").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_not_there_or_are_something_else_are_named()
    {
        CopyModel();
        File.Move(Weights, Path.Combine(_folder, "pytorch_model.bin"));
        Assert.Contains(".bin", Only("DSP8001", "model.safetensors").Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "model.safetensors.index.json"), """{"weight_map": {"a": "model-1.safetensors"}}""");
        Only("DSP8001", "model-1.safetensors");
        File.WriteAllText(Path.Combine(_folder, "model.safetensors.index.json"), """{"weight_map": {"a": "../model.safetensors"}}""");
        Only("DSP8002", "model.safetensors.index.json");
        File.Delete(Path.Combine(_folder, "model.safetensors.index.json"));
        File.Move(Path.Combine(_folder, "pytorch_model.bin"), Weights);
        File.WriteAllText(Path.Combine(_folder, "config.json"), "{\n  nonsense");
        Assert.Equal(2, Only("DSP8002", "config.json").Line);
        File.Delete(Path.Combine(_folder, "config.json"));
        Only("DSP8001", "config.json");
    }

    [Fact]
    public void An_adapter_that_does_not_fit_is_named()
    {
        var model = ModelFolder.Open(Path.Combine(_architecture, "model"));
        var adapter = Path.Combine(_architecture, "lora", "initial");
        foreach (var file in Directory.EnumerateFiles(adapter))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        var (config, tensors) = (Path.Combine(_folder, Adapter.ConfigFile), Path.Combine(_folder, Adapter.TensorsFile));
        var (goodConfig, goodTensors) = (File.ReadAllText(config), File.ReadAllBytes(tensors));

        EditFile(config, c => c["r"] = 3);
        Throws("DSP8009");
        File.WriteAllText(config, goodConfig);
        EditFile(config, c => c["use_dora"] = true);
        Throws("DSP8009");
        File.WriteAllText(config, goodConfig);
        var all = ReadAll(tensors);
        all["base_model.model.elsewhere.lora_A.weight"] = torch.ones(2, 2);
        SafetensorsWriter.Write(tensors, all);
        Throws("DSP8009");
        File.WriteAllBytes(tensors, goodTensors[..^10]);
        Throws("DSP8004");
        File.Delete(config);
        Throws("DSP8001");

        void Throws(string code) => Assert.Equal(code, Assert.Throws<DiagnosticException>(() => Adapter.Load(model, _folder)).Diagnostics.Single().Code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void CopyModel()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_architecture, "model")))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    private void Edit(Action<JsonNode> edit) => EditFile(Path.Combine(_folder, "config.json"), edit);

    private static void EditFile(string path, Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        edit(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    private static Dictionary<string, torch.Tensor> ReadAll(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Entries.Keys.ToDictionary(name => name, file.Read);
    }

    private IReadOnlyList<Diagnostic> Fail() => Assert.Throws<DiagnosticException>(() => ModelFolder.Open(_folder)).Diagnostics;

    private Diagnostic Only(string code, string file)
    {
        var diagnostic = Assert.Single(Fail());
        Assert.Equal((code, file), (diagnostic.Code, Path.GetFileName(diagnostic.File)));
        Assert.DoesNotContain('\n', diagnostic.Message);
        return diagnostic;
    }
}
