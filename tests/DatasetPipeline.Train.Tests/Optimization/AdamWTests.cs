using System.Text.Json;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Models.Tests;
using DatasetPipeline.Train.Optimization;
using TorchSharp;

namespace DatasetPipeline.Train.Tests.Optimization;

public sealed class AdamWTests
{
    public static TheoryData<string> Architectures => Goldens.Names("cases.json", "model", "lora/initial", "lora/training.json");

    [GoldenTheory("cases.json", "model", "lora/initial", "lora/training.json")]
    [MemberData(nameof(Architectures))]
    public void Every_step_s_loss_and_norm_and_the_last_adapter_are_PyTorch_s(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var folder = Path.Combine(Goldens.Folder, architecture);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "lora", "training.json")));
        var settings = json.RootElement.GetProperty("optimizer");
        double Setting(string key) => settings.GetProperty(key).GetDouble();
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var adapter = Adapter.Load(model, Path.Combine(folder, "lora", "initial"));
        using var optimizer = new AdamW([.. adapter.Tensors.Select(t => t.Value)], [], Setting("adam_beta1"), Setting("adam_beta2"), Setting("adam_epsilon"), Setting("weight_decay"));
        var schedule = new LearningRate(Setting("learning_rate"), settings.GetProperty("lr_scheduler").GetString()!, (int)Setting("warmup_steps"), (int)Setting("max_steps"));

        foreach (var (index, step) in json.RootElement.GetProperty("steps").EnumerateArray().Index())
        {
            var batch = step.GetProperty("samples").EnumerateArray().Select(s => GoldenCase.Of(folder, s.GetString()!).Prepare(model)).ToList();
            var loss = model.Loss([.. batch.Select(b => b.Sample)], [.. batch.SelectMany(b => b.Seen)]);
            loss.backward();
            var rate = schedule.At(index);
            var norm = optimizer.Step(rate, Setting("max_grad_norm"));

            Assert.Equal(step.GetProperty("learning_rate").GetDouble(), rate, 1e-12);
            Assert.Equal(step.GetProperty("loss").GetDouble(), loss.item<float>(), 1e-3);
            Assert.Equal(step.GetProperty("grad_norm").GetDouble(), norm, 1e-2);
        }

        using var expected = SafetensorsFile.Open(Path.Combine(folder, "lora", "final", Adapter.TensorsFile));
        foreach (var (name, tensor) in adapter.Tensors)
        {
            var reference = expected.Read(name);
            var off = tensor.detach().sub(reference).norm().item<float>() / reference.norm().item<float>();
            Assert.True(off <= 1e-3, $"{name} is off by {off} of its norm.");
        }
    }
}
