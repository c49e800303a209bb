using DatasetPipeline.Train.Optimization;
using TorchSharp;

namespace DatasetPipeline.Train.Tests.Optimization;

public sealed class MuonTests
{
    [Theory]
    [InlineData(6, 10)]
    [InlineData(10, 6)]
    [InlineData(8, 8)]
    public void A_step_changes_each_direction_of_a_matrix_by_about_the_same_however_small_its_gradient_is(int rows, int columns)
    {
        using var scope = torch.NewDisposeScope();
        var matrix = torch.zeros(rows, columns);
        using var muon = new Muon([matrix], weightDecay: 0);
        var gradient = torch.randn([rows, columns], generator: new torch.Generator(3)).mul(torch.logspace(0, -2, rows).unsqueeze(1));
        matrix.grad!.copy_(gradient);

        muon.Step(0.01, maxNorm: 0);

        var stretch = Math.Sqrt(Math.Max(1.0, (double)rows / columns));
        var moved = torch.linalg.svdvals(matrix.detach()).div(0.01 * stretch).data<float>().ToArray();
        Assert.All(moved, value => Assert.InRange(value, 0.3, 1.3));
        Assert.True(matrix.detach().mul(gradient).sum().item<float>() < 0, "downhill");
    }

    [Fact]
    public void Query_key_and_value_in_one_matrix_step_as_three_would()
    {
        using var scope = torch.NewDisposeScope();
        var gradient = torch.randn([12, 4], generator: new torch.Generator(5));
        var together = torch.zeros(12, 4);
        using var one = new Muon([together], weightDecay: 0);
        together.grad!.copy_(gradient);
        one.Step(0.1, maxNorm: 0);

        torch.Tensor[] apart = [torch.zeros(4, 4), torch.zeros(4, 4), torch.zeros(4, 4)];
        using var three = new Muon(apart, weightDecay: 0);
        for (var i = 0; i < 3; i++)
            apart[i].grad!.copy_(gradient.narrow(0, 4 * i, 4));
        three.Step(0.1, maxNorm: 0);

        Assert.True(together.detach().allclose(torch.cat([.. apart.Select(part => part.detach())]), atol: 1e-6));
    }

    [Fact]
    public void It_finds_a_matrix_whose_products_are_known()
    {
        using var scope = torch.NewDisposeScope();
        var wanted = torch.randn([5, 7], generator: new torch.Generator(7));
        var inputs = torch.randn([7, 40], generator: new torch.Generator(8)).mul(torch.logspace(0, -1, 7).unsqueeze(1));
        var matrix = torch.zeros(5, 7);
        using var muon = new Muon([matrix], weightDecay: 0);
        var first = double.NaN;
        var last = double.NaN;
        for (var step = 0; step < 200; step++)
        {
            var loss = matrix.sub(wanted).matmul(inputs).pow(2).mean();
            last = loss.item<float>();
            first = step == 0 ? last : first;
            loss.backward();
            muon.Step(0.1 * (1 - (step / 200.0)), maxNorm: 0);
        }

        Assert.True(last < first / 1000, $"{first} before, {last} after");
    }
}
