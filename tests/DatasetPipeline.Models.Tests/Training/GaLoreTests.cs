using System.Text.Json;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Train.Optimization;
using TorchSharp;
using Xunit.Abstractions;

namespace DatasetPipeline.Models.Tests.Training;

public sealed class GaLoreTests(ITestOutputHelper output)
{
    private const string Start = ".w0";

    public static TheoryData<string> Matrices
    {
        get
        {
            if (!File.Exists(Golden))
                return [];
            using var file = SafetensorsFile.Open(Golden);
            return [.. file.Entries.Keys.Where(key => key.EndsWith(Start, StringComparison.Ordinal)).Select(key => key[..^Start.Length]).Order(StringComparer.Ordinal)];
        }
    }

    private static string Golden => Path.Combine(Goldens.Folder, "galore", "galore.safetensors");

    [GoldenDataTheory(typeof(GaLoreTests), nameof(Matrices), "galore/galore.safetensors")]
    [MemberData(nameof(Matrices))]
    public void Steps_are_those_of_galore_torch_until_they_hang_on_the_signs_of_a_singular_value_decomposition(string name)
    {
        using var scope = torch.NewDisposeScope();
        var parity = new Parity(output);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Goldens.Folder, "galore", "galore.json")));
        var settings = json.RootElement;
        double Setting(string key) => settings.GetProperty(key).GetDouble();
        double[] betas = [.. settings.GetProperty("betas").EnumerateArray().Select(b => b.GetDouble())];
        using var file = SafetensorsFile.Open(Golden);
        var weight = file.Read(name + Start);
        var projection = new GaLoreSettings((int)Setting("rank"), (int)Setting("update_proj_gap"), Setting("scale"), settings.GetProperty("proj_type").GetString()!);
        using var optimizer = new GaLoreAdamW(new([weight]), [], projection, betas[0], betas[1], Setting("eps"), Setting("weight_decay"));

        for (var step = 0; step < Math.Min(Setting("steps"), projection.UpdateProjGap); step++)
        {
            using (torch.no_grad())
                weight.grad!.copy_(file.Read($"{name}.grad{step}"));
            optimizer.Step(Setting("lr"), maxNorm: 0);
            parity.Norm($"step {step + 1}", weight, file.Read($"{name}.w{step + 1}"), 1e-4);
        }

        parity.Tell("–", "GaLore weights");
    }

    [Fact]
    public void Of_full_rank_it_steps_as_without_a_projection_and_vectors_go_beside_matrices()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(4);
        torch.Tensor[] start = [torch.randn([6, 4], generator: generator), torch.randn([5], generator: generator)];
        torch.Tensor[] gradients = [torch.randn([6, 4], generator: generator), torch.randn([5], generator: generator)];
        torch.Tensor[] one = [.. start.Select(t => t.clone())];
        torch.Tensor[] two = [.. start.Select(t => t.clone())];
        using var full = new GaLoreAdamW(new([one[0]]), [new([one[1]], Decays: false)], new GaLoreSettings(Rank: 4, Scale: 1), 0.0, 0.0, 1e-12, 0);
        using var plain = new GaLoreAdamW(new([]), [new([two[0]]), new([two[1]])], new GaLoreSettings(), 0.0, 0.0, 1e-12, 0);

        foreach (var (optimizer, parameters) in new[] { (full, one), (plain, two) })
        {
            using (torch.no_grad())
            {
                for (var i = 0; i < parameters.Length; i++)
                    parameters[i].grad!.copy_(gradients[i]);
            }

            Assert.Equal(torch.cat([.. gradients.Select(g => g.flatten())]).norm().item<float>(), optimizer.Step(0.1, maxNorm: 1), 1e-4);
            Assert.All(parameters, p => Assert.Equal(0, p.grad!.abs().max().item<float>()));
        }

        Assert.True(one[1].sub(two[1]).abs().max().item<float>() <= 1e-6);
        // Each projected number steps by its sign alone, so the two matrices differ; both move as far.
        Assert.Equal(two[0].sub(start[0]).norm().item<float>(), one[0].sub(start[0]).norm().item<float>(), 1e-5);
    }

    [Theory]
    [InlineData("std")]
    [InlineData("right")]
    public void Restored_between_two_projections_it_goes_on_with_the_same_bits(string side)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(5);
        torch.Tensor[] start = [torch.randn([6, 4], generator: generator), torch.randn([3, 7], generator: generator), torch.randn([5], generator: generator)];
        var gradients = Enumerable.Range(0, 7).Select(_ => start.Select(t => torch.randn(t.shape, generator: generator)).ToArray()).ToList();
        var settings = new GaLoreSettings(Rank: 2, UpdateProjGap: 3, Scale: 0.5, side);
        torch.Tensor[] whole = [.. start.Select(t => t.clone())];
        using var undisturbed = Optimizer(whole);
        Steps(undisturbed, whole, 0, 7);

        torch.Tensor[] first = [.. start.Select(t => t.clone())];
        using var before = Optimizer(first);
        Steps(before, first, 0, 4);
        torch.Tensor[] second = [.. first.Select(t => t.detach().clone())];
        using var after = Optimizer(second);
        after.Restore(before.State.ToDictionary(StringComparer.Ordinal), 4);
        Steps(after, second, 4, 7);

        Assert.Equal(4, before.State.Count()); // two subspaces, two moments
        Assert.Equal(whole.Select(t => Convert.ToHexString(t.bytes)), second.Select(t => Convert.ToHexString(t.bytes)));

        GaLoreAdamW Optimizer(torch.Tensor[] parameters) => new(new([parameters[0], parameters[1]]), [new([parameters[2]], Decays: false)], settings, 0.9, 0.95, 1e-8, 0.1);

        void Steps(GaLoreAdamW optimizer, torch.Tensor[] parameters, int from, int to)
        {
            for (var step = from; step < to; step++)
            {
                using (torch.no_grad())
                {
                    foreach (var (parameter, gradient) in parameters.Zip(gradients[step]))
                        parameter.grad!.copy_(gradient);
                }

                optimizer.Step(0.1, maxNorm: 1);
            }
        }
    }
}
