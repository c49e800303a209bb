using System.Text.Json.Nodes;
using DatasetPipeline.Models.Checkpoints;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

/// <summary>What the reference checkpoint of InternVL does not switch on, built from what it has.</summary>
public sealed class InternVlTests : IDisposable
{
    private readonly string _copy = Directory.CreateTempSubdirectory("internvl-").FullName;
    private readonly string _own = Path.Combine(Goldens.Own, "internvl");

    [Fact]
    public void A_tower_with_RMS_norms_over_q_and_k_and_a_Qwen3_beneath_is_read_and_each_of_them_matters()
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var plain = ModelFolder.Open(Path.Combine(_own, "model"));
        var golden = GoldenCase.Of(_own, "one_image");
        var losses = new List<float> { Loss(plain) };

        var weights = plain.Weights.ToDictionary(w => w.Key, w => w.Value, StringComparer.Ordinal);
        Edit("text_config.model_type", "\"qwen3\"");
        foreach (var name in weights.Keys.Where(n => n.Contains("language_model", StringComparison.Ordinal) && n.EndsWith("_proj.bias", StringComparison.Ordinal)).ToList())
            weights.Remove(name);
        for (var i = 0; i < 3; i++)
        {
            weights[$"model.language_model.layers.{i}.self_attn.q_norm.weight"] = torch.ones(16);
            weights[$"model.language_model.layers.{i}.self_attn.k_norm.weight"] = torch.ones(16);
        }

        losses.Add(Reopened());
        Edit("vision_config.use_qk_norm", "true");
        for (var i = 0; i < 3; i++)
        {
            weights[$"model.vision_tower.encoder.layer.{i}.attention.q_norm.weight"] = torch.ones(48).mul(3);
            weights[$"model.vision_tower.encoder.layer.{i}.attention.k_norm.weight"] = torch.ones(48);
        }

        losses.Add(Reopened());
        Edit("vision_config.norm_type", "\"rms_norm\"");
        foreach (var name in weights.Keys.Where(n => n.Contains("layernorm_", StringComparison.Ordinal) && n.EndsWith(".bias", StringComparison.Ordinal)).ToList())
            weights.Remove(name);
        losses.Add(Reopened());
        Edit("vision_config.use_mean_pooling", "false");
        weights["model.vision_tower.layernorm.weight"] = torch.ones(48).mul(2);
        weights["model.vision_tower.layernorm.bias"] = torch.ones(48);
        losses.Add(Reopened());

        Assert.Equal(losses.Count, losses.Distinct().Count());
        Assert.All(losses, loss => Assert.True(float.IsFinite(loss)));

        float Reopened()
        {
            SafetensorsWriter.Write(Path.Combine(_copy, "model.safetensors"), weights);
            return Loss(ModelFolder.Open(_copy));
        }

        float Loss(VisionLanguageModel model)
        {
            var (sample, seen) = golden.Prepare(model);
            return model.Loss([sample], seen).item<float>();
        }
    }

    [Theory]
    [InlineData("text_config.model_type", "\"internlm2\"", "DSP8003")]
    [InlineData("vision_config.norm_type", "\"batch_norm\"", "DSP8002")]
    [InlineData("vision_config.patch_size", "[14, 7]", "DSP8002")]
    [InlineData("downsample_ratio", "0.3", "DSP8002")]
    [InlineData("vision_feature_layer", "7", "DSP8002")]
    public void What_is_not_known_is_named(string key, string json, string code)
    {
        Edit(key, json);
        File.Copy(Path.Combine(_own, "model", "model.safetensors"), Path.Combine(_copy, "model.safetensors"));

        var error = Assert.Throws<Diagnostics.DiagnosticException>(() => ModelFolder.Open(_copy));

        Assert.Equal(code, error.Diagnostics[0].Code);
        Assert.Contains(key.Split('.')[^1], error.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    private void Edit(string key, string json)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(_own, "model"), "*.json"))
        {
            if (!File.Exists(Path.Combine(_copy, Path.GetFileName(file))))
                File.WriteAllText(Path.Combine(_copy, Path.GetFileName(file)), JsonNode.Parse(File.ReadAllText(file))!.ToJsonString());
        }

        ModelCopy.Set(Path.Combine(_copy, "config.json"), key, json);
    }
}
