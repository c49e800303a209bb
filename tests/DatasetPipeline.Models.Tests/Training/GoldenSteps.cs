using System.Text.Json;
using DatasetPipeline.Train.Optimization;
using TorchSharp;

namespace DatasetPipeline.Models.Tests.Training;

/// <summary>Steps of AdamW as a training.json of the reference outputs has them.</summary>
internal static class GoldenSteps
{
    /// <summary>Takes each step, whose loss and gradient's norm before clipping are to be PyTorch's.</summary>
    /// <param name="parity">What compares.</param>
    /// <param name="model">Whose parameters learn.</param>
    /// <param name="folder">The family's.</param>
    /// <param name="settings">optimizer</param>
    /// <param name="steps">steps</param>
    /// <param name="groups">What learns.</param>
    public static void Follow(Parity parity, VisionLanguageModel model, string folder, JsonElement settings, JsonElement steps, IReadOnlyList<ParameterGroup> groups)
    {
        double Setting(string key) => settings.GetProperty(key).GetDouble();
        using var optimizer = new AdamW(groups, Setting("adam_beta1"), Setting("adam_beta2"), Setting("adam_epsilon"), Setting("weight_decay"));
        foreach (var step in steps.EnumerateArray())
        {
            var loss = Loss(model, folder, step.GetProperty("samples"));
            loss.backward();
            var norm = optimizer.Step(step.GetProperty("learning_rate").GetDouble(), Setting("max_grad_norm"));

            parity.Number($"step {step.GetProperty("step")}'s loss", loss.item<float>(), step.GetProperty("loss").GetDouble(), 1e-3);
            parity.Relative($"step {step.GetProperty("step")}'s gradient norm", norm, step.GetProperty("grad_norm").GetDouble(), 1e-3);
        }
    }

    /// <summary>The mean over all labels of these cases.</summary>
    public static torch.Tensor Loss(VisionLanguageModel model, string folder, JsonElement samples)
    {
        var batch = samples.EnumerateArray().Select(name => GoldenCase.Of(folder, name.GetString()!).Encode(model)).ToList();
        return model.Loss([.. batch.Select(one => one.Sample)], [.. batch.SelectMany(one => one.Pictures).Select(picture => model.See(picture))]);
    }
}
