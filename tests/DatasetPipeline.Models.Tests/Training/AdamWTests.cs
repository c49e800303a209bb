using System.Text.Json;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Train.Optimization;
using TorchSharp;
using Xunit.Abstractions;

namespace DatasetPipeline.Models.Tests.Training;

public sealed class AdamWTests(ITestOutputHelper output)
{
    public static TheoryData<string> WithSteps => Goldens.Names("cases.json", "model", "lora/initial", "lora/training.json");

    public static TheoryData<string> WithLoraPlus => Goldens.Names("cases.json", "model", "lora/loraplus.json");

    [GoldenTheory("cases.json", "model", "lora/initial", "lora/training.json")]
    [MemberData(nameof(WithSteps))]
    public void Every_step_s_loss_and_norm_and_the_last_adapter_are_PyTorch_s(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var parity = new Parity(output);
        var folder = Path.Combine(Goldens.Folder, architecture);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "lora", "training.json")));
        var settings = json.RootElement.GetProperty("optimizer");
        double Setting(string key) => settings.GetProperty(key).GetDouble();
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var adapter = Adapter.Load(model, Path.Combine(folder, "lora", "initial"));
        var schedule = new LearningRate(Setting("learning_rate"), settings.GetProperty("lr_scheduler").GetString()!, (int)Setting("warmup_steps"), (int)Setting("max_steps"));
        var steps = json.RootElement.GetProperty("steps");
        Assert.All(steps.EnumerateArray().Index(), step => Assert.Equal(step.Item.GetProperty("learning_rate").GetDouble(), schedule.At(step.Index), 1e-12));

        GoldenSteps.Follow(parity, model, folder, settings, steps, ParameterGroup.Of(adapter.Tensors));

        parity.Tell(architecture, "ten steps, loss and gradient norm");
        if (!Directory.Exists(Path.Combine(folder, "lora", "final")))
            return;
        parity = new Parity(output);
        using var expected = SafetensorsFile.Open(Path.Combine(folder, "lora", "final", Adapter.TensorsFile));
        parity.All(expected, adapter.Tensors, 1e-3);
        parity.Tell(architecture, "ten steps, adapter");
    }

    [GoldenTheory("cases.json", "model", "lora/initial", "lora/training.json")]
    [MemberData(nameof(WithSteps))]
    public void In_bfloat16_the_losses_of_ten_steps_are_those_of_float32_within_two_hundredths(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var parity = new Parity(output);
        var folder = Path.Combine(Goldens.Folder, architecture);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "lora", "training.json")));
        var settings = json.RootElement.GetProperty("optimizer");
        double Setting(string key) => settings.GetProperty(key).GetDouble();
        var model = ModelFolder.Open(Path.Combine(folder, "model"), torch.ScalarType.BFloat16);
        var adapter = Adapter.Load(model, Path.Combine(folder, "lora", "initial"));
        using var optimizer = new AdamW(ParameterGroup.Of(adapter.Tensors), Setting("adam_beta1"), Setting("adam_beta2"), Setting("adam_epsilon"), Setting("weight_decay"));

        foreach (var (index, step) in json.RootElement.GetProperty("steps").EnumerateArray().Index())
        {
            var batch = step.GetProperty("samples").EnumerateArray().Select(s => GoldenCase.Of(folder, s.GetString()!).Prepare(model)).ToList();
            var loss = model.Loss([.. batch.Select(b => b.Sample)], [.. batch.SelectMany(b => b.Seen)]);
            loss.backward();
            optimizer.Step(step.GetProperty("learning_rate").GetDouble(), Setting("max_grad_norm"));
            parity.Relative($"step {index + 1}'s loss", loss.item<float>(), step.GetProperty("loss").GetDouble(), 0.02);
        }

        parity.Tell(architecture, "ten steps in bfloat16, loss (relative)");
    }

    [GoldenTheory("cases.json", "model", "lora/loraplus.json")]
    [MemberData(nameof(WithLoraPlus))]
    public void LoRA_plus_has_the_losses_of_PEFT(string architecture)
    {
        using var scope = torch.NewDisposeScope();
        var parity = new Parity(output);
        var folder = Path.Combine(Goldens.Folder, architecture);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "lora", "loraplus.json")));
        var settings = json.RootElement;
        double Setting(string key) => settings.GetProperty(key).GetDouble();
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var adapter = Adapter.Load(model, Path.Combine(folder, "lora", settings.GetProperty("adapter").GetString()!));
        double[] betas = [.. settings.GetProperty("betas").EnumerateArray().Select(b => b.GetDouble())];
        using var optimizer = new AdamW(ParameterGroup.Of(adapter.Tensors, Setting("lorap_lr_ratio")), betas[0], betas[1], 1e-8, Setting("weight_decay"));
        var (sample, seen) = GoldenCase.Of(folder, settings.GetProperty("case").GetString()!).Prepare(model);

        foreach (var (index, expected) in settings.GetProperty("losses").EnumerateArray().Index())
        {
            var loss = model.Loss([sample], seen);
            loss.backward();
            optimizer.Step(Setting("learning_rate"), maxNorm: 0);
            parity.Number($"step {index + 1}'s loss", loss.item<float>(), expected.GetDouble(), 1e-3);
        }

        parity.Tell(architecture, "LoRA+, loss");
    }
}
