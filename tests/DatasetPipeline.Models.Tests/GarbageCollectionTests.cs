using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Lora;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

/// <summary>What a finalizer frees too early gives other numbers. Alone, as each collection stops whatever runs beside it.</summary>
[Collection(nameof(GarbageCollectionTests))]
[CollectionDefinition(nameof(GarbageCollectionTests), DisableParallelization = true)]
public sealed class GarbageCollectionTests
{
    [Fact]
    public void A_forward_pass_is_the_same_while_the_garbage_collector_runs_without_pause()
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var folder = Path.Combine(Goldens.Own, "qwen3_vl");
        var model = ModelFolder.Open(Path.Combine(folder, "model"));
        var (sample, seen) = GoldenCase.Of(folder, GoldenCase.Names(folder).First()).Prepare(model);
        var expected = model.Loss([sample], seen).item<float>();

        WhileItCollects(() =>
        {
            using var step = torch.NewDisposeScope();
            Assert.Equal(expected, model.Loss([sample], seen).item<float>());
        });
    }

    [Fact]
    public void Gradients_beside_four_bits_are_the_same_while_the_garbage_collector_runs_without_pause()
    {
        using var scope = torch.NewDisposeScope();
        var weights = new RandomWeights(1);
        Linear[] linears = [.. Enumerable.Range(0, 6).Select(i => new Linear(weights, torch.ScalarType.Float32, $"layer{i}", 64, 64, bias: true))];
        foreach (var linear in linears)
            linear.Quantize(doubleQuantization: true);
        var adapter = Adapter.Attach(linears, new LoraSettings(4, 8, UseDora: true), seed: 2);
        var x = torch.randn([5, 64], generator: new torch.Generator(3)).requires_grad_();
        var expected = Gradient();

        WhileItCollects(() => Assert.Equal(expected, Gradient()));
        GC.KeepAlive(adapter);

        float[] Gradient()
        {
            using var step = torch.NewDisposeScope();
            linears.Aggregate(x, (input, linear) => linear.Forward(input)).sum().backward();
            var gradient = x.grad!.data<float>().ToArray();
            x.grad!.zero_();
            return gradient;
        }
    }

    private static void WhileItCollects(Action look)
    {
        // A timer would be late where everything stops again and again.
        var end = Environment.TickCount64 + 4_000;
        var collector = new Thread(() =>
        {
            while (Environment.TickCount64 < end)
                GC.Collect(0);
        });
        collector.Start();
        while (Environment.TickCount64 < end)
            look();
        collector.Join();
    }
}
