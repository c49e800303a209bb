using DatasetPipeline.Models.Kernels;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Tests.Training;
using TorchSharp;

namespace DatasetPipeline.Models.Tests.Kernels;

/// <summary>What is computed in one pass is what libtorch's operations give one after the other, and so are its gradients.</summary>
[Collection(OneGenerator.Name)]
public sealed class KernelTests
{
    // Rows shorter than sixteen numbers, not a multiple of them, and long enough to be divided among threads.
    public static TheoryData<string, int> Shapes => new()
    {
        { "Float32", 2 }, { "Float32", 14 }, { "Float32", 80 }, { "Float32", 640 },
        { "BFloat16", 2 }, { "BFloat16", 14 }, { "BFloat16", 80 }, { "BFloat16", 640 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_norm_of_rows(string dtype, int width)
    {
        using var scope = torch.NewDisposeScope();
        var (x, weight) = (Numbers(dtype, 96, width), Numbers(dtype, width));
        Check(
            inputs => RootMeanSquare.Of(inputs[0], weight, 1e-6),
            inputs => inputs[0].mul(torch.rsqrt(inputs[0].square().mean([-1], keepdim: true).add(1e-6))).mul(weight.to(torch.ScalarType.Float32)),
            x);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_product_with_an_opened_gate(string dtype, int width)
    {
        using var scope = torch.NewDisposeScope();
        Check(
            inputs => SwiGlu.Of(inputs[0], inputs[1]),
            inputs => torch.nn.functional.silu(inputs[0]).mul(inputs[1]),
            Numbers(dtype, 97, width).mul_(8).detach(),
            Numbers(dtype, 97, width));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_turn_by_angles_of_heads_that_lie_among_others(string dtype, int width)
    {
        using var scope = torch.NewDisposeScope();
        var angles = Numbers("Float32", 50, 1, width / 2).mul(3);
        var twice = torch.cat([angles, angles], -1);
        var (cos, sin) = (twice.cos().to(Type(dtype)), twice.sin().to(Type(dtype)));
        Check(
            inputs => Turn.Of(inputs[0].narrow(1, 3, 3), cos, sin),
            inputs =>
            {
                var x = inputs[0].narrow(1, 3, 3);
                var turned = torch.cat([x.narrow(-1, width / 2, width / 2).neg(), x.narrow(-1, 0, width / 2)], -1);
                return x.mul(cos.to(torch.ScalarType.Float32)).add(turned.mul(sin.to(torch.ScalarType.Float32)));
            },
            Numbers(dtype, 50, 9, width));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_each_query_sees_of_the_keys_up_to_itself(string dtype, int width)
    {
        using var scope = torch.NewDisposeScope();
        var hidden = torch.ones(width / 2, width).triu(1 + (width / 2)).mul(-1e9f);
        Check(
            inputs => Probabilities.Of(inputs[0], 0.25, first: 1 + (width / 2), queries: width / 2),
            inputs => torch.nn.functional.softmax(inputs[0].mul(0.25).view(-1, width / 2, width).add(hidden), -1).view(inputs[0].shape),
            Numbers(dtype, 3, 5, 2 * (width / 2), width).mul_(10).detach());
    }

    // Fewer rows and columns than a tile has, not a multiple of them, deeper than what is packed at once, and as wide as many panels.
    public static TheoryData<int, int, int> Sizes => new() { { 1, 1, 1 }, { 5, 3, 7 }, { 6, 16, 32 }, { 97, 200, 16 }, { 16, 301, 193 }, { 61, 1100, 45 }, { 33, 40, 2100 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_product_of_matrices_with_what_it_begins_with(int rows, int depth, int columns)
    {
        using var scope = torch.NewDisposeScope();
        Check(
            inputs => MatrixProduct.Of(inputs[0], inputs[1].t(), inputs[2]),
            inputs => inputs[0].matmul(inputs[1].t()).add(inputs[2]),
            Numbers("Float32", rows, depth),
            Numbers("Float32", columns, depth),
            Numbers("Float32", rows, columns));
        var (x, bias) = (Numbers("Float32", rows, depth), Numbers("Float32", columns));
        Check(
            inputs => MatrixProduct.Of(x.t().contiguous().t(), inputs[0], bias),
            inputs => x.matmul(inputs[0]).add(bias),
            Numbers("Float32", depth, columns));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_products_of_a_batch_whose_matrices_lie_among_each_other(int rows, int depth, int columns)
    {
        using var scope = torch.NewDisposeScope();
        Check(
            inputs => MatrixProduct.Of(inputs[0].permute(1, 2, 0, 3), inputs[1].permute(1, 2, 3, 0)),
            inputs => inputs[0].permute(1, 2, 0, 3).matmul(inputs[1].permute(1, 2, 3, 0)),
            Numbers("Float32", rows, 2, 3, depth),
            Numbers("Float32", columns, 2, 3, depth));
    }

    [Fact]
    public void The_bits_of_a_product_are_those_of_one_addition_after_the_other()
    {
        using var scope = torch.NewDisposeScope();
        var (a, b, bias) = (Numbers("Float32", 50, 700), Numbers("Float32", 700, 75), Numbers("Float32", 75));
        var (x, y, start) = (a.data<float>().ToArray(), b.data<float>().ToArray(), bias.data<float>().ToArray());

        var product = MatrixProduct.Of(a, b, bias).data<float>().ToArray();

        for (var i = 0; i < product.Length; i++)
        {
            var (row, column) = (i / 75, i % 75);
            var sum = start[column];
            for (var k = 0; k < 700; k++)
                sum = MathF.FusedMultiplyAdd(x[(row * 700) + k], y[(k * 75) + column], sum);
            Assert.Equal(sum, product[i]);
        }
    }

    [Theory]
    [InlineData("Float32", true, false)]
    [InlineData("Float32", false, false)]
    [InlineData("Float32", true, true)]
    [InlineData("Float32", false, true)]
    [InlineData("BFloat16", true, false)]
    [InlineData("BFloat16", false, false)]
    public void Attention_within_sequences_that_may_be_shorter_than_a_tile_and_as_few_heads_of_keys(string dtype, bool causal, bool isReproducible)
    {
        using var scope = torch.NewDisposeScope();
        using var products = new Products(isReproducible);
        int[] lengths = [12, 12, 3, 90, 1];

        torch.Tensor[] given = [Numbers(dtype, 118, 6, 32), Numbers(dtype, 118, 2, 32), Numbers(dtype, 118, 2, 16).repeat(1, 1, 2).mul(2).detach()];
        Check(
            inputs => Attention.Within(inputs[0], inputs[1], inputs[2], lengths, causal),
            inputs => torch.cat([.. lengths.Select((length, i) => Alone(inputs, lengths.Take(i).Sum(), length))]),
            sameWithoutGradients: causal, // of patches that learn nothing is kept, and then libtorch computes it
            given);
        using (torch.no_grad())
            Near(Attention.Within(given[0].to(torch.ScalarType.Float64), given[1].to(torch.ScalarType.Float64), given[2].to(torch.ScalarType.Float64), lengths, causal).to(torch.ScalarType.Float32), Attention.Within(given[0], given[1], given[2], lengths, causal), Tolerance(given[0].dtype));

        torch.Tensor Alone(torch.Tensor[] inputs, int start, int length)
        {
            var (q, k, v) = (inputs[0].narrow(0, start, length), inputs[1].narrow(0, start, length).repeat_interleave(3, 1), inputs[2].narrow(0, start, length).repeat_interleave(3, 1));
            var scores = q.transpose(0, 1).matmul(k.permute(1, 2, 0)).div(MathF.Sqrt(32));
            var seen = torch.nn.functional.softmax(causal ? scores.add(torch.ones(length, length).triu(1).mul(-1e9f)) : scores, -1);
            return seen.matmul(v.transpose(0, 1)).transpose(0, 1).flatten(1);
        }
    }

    [Theory]
    [InlineData("Float32")]
    [InlineData("BFloat16")]
    public void Scores_far_apart_overflow_nowhere_and_what_is_no_number_is_told(string dtype)
    {
        using var scope = torch.NewDisposeScope();
        var far = torch.tensor(new float[] { 3e38f, -3e38f, 0, float.NegativeInfinity }).view(1, 4).to(Type(dtype));
        var none = torch.tensor(new float[] { 1, float.NaN, 2 }).view(1, 3).to(Type(dtype));

        Assert.Equal([1, 0, 0, 0], Probabilities.Of(far, 1, 4, 1).to(torch.ScalarType.Float32).data<float>().ToArray());
        Assert.All(Probabilities.Of(none, 1, 3, 1).to(torch.ScalarType.Float32).data<float>().ToArray(), value => Assert.True(float.IsNaN(value)));
        Assert.Equal([200, 0, float.NaN], SwiGlu.Of(torch.tensor(new float[] { 200, -200, float.NaN }).to(Type(dtype)), torch.ones(3).to(Type(dtype))).to(torch.ScalarType.Float32).data<float>().ToArray());
    }

    [Fact]
    public void Dropout_drops_its_share_scales_up_the_rest_and_the_gradient_has_the_same_holes()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.ones(1001, 1003).requires_grad_();

        var dropped = Dropout.Of(x, 0.05, key: 7);
        dropped.sum().backward();

        Assert.Equal(0.05, dropped.eq(0).to(torch.ScalarType.Float64).mean().item<double>(), 0.001); // 4.6 standard deviations
        Assert.Equal((float)(1 / 0.95), dropped.max().item<float>());
        Assert.True(Same(dropped, x.grad!));
        Assert.False(Same(dropped, Dropout.Of(x, 0.05, key: 8)));
        Assert.True(Same(Dropout.Of(x, 0.05, key: 7), dropped));
    }

    [Fact]
    public void The_coins_of_neighbouring_numbers_keys_and_rows_have_nothing_to_do_with_each_other()
    {
        using var scope = torch.NewDisposeScope();
        var ones = torch.ones(1 << 20);
        var coins = Enumerable.Range(0, 4).Select(key => Dropout.Of(ones, 0.5, (ulong)key)).Append(Dropout.Of(ones, 0.5, 1UL << 32)).Select(drawn => drawn.sub(1)).ToList(); // ±1

        for (var i = 0; i < coins.Count; i++)
        {
            for (var k = 0; k < coins.Count; k++)
            {
                foreach (var shift in (int[])[0, 1, 2, 16, 64, 640])
                {
                    var together = coins[i].narrow(0, shift, (1 << 20) - shift).mul(coins[k].narrow(0, 0, (1 << 20) - shift)).mean().item<float>();
                    if (i != k || shift != 0)
                        Assert.InRange(together, -0.006, 0.006); // six standard deviations
                }
            }
        }
    }

    [Fact]
    public void The_bits_are_the_same_on_any_number_of_threads()
    {
        using var scope = torch.NewDisposeScope();
        var (x, weight) = (Numbers("BFloat16", 1001, 333), Numbers("BFloat16", 333));
        var threads = torch.get_num_threads();
        try
        {
            var all = new[] { 1, 2, 3 }.Select(count =>
            {
                torch.set_num_threads(count);
                return torch.cat([RootMeanSquare.Of(x, weight, 1e-6), SwiGlu.Of(x, x), Probabilities.Of(x, 1, 1, 1001), Dropout.Of(x, 0.1, 3), MatrixProduct.Of(x.to(torch.ScalarType.Float32), x.t().to(torch.ScalarType.Float32)).narrow(1, 0, 333).to(x.dtype)]);
            }).ToList();

            Assert.True(Same(all[0], all[1]));
            Assert.True(Same(all[0], all[2]));
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    [Fact]
    public void A_loop_is_divided_into_parts_that_are_done_once_each_and_a_failure_in_one_is_told()
    {
        var done = new int[100_000];
        Team.Run(done.Length, 1, (first, end) =>
        {
            for (var i = first; i < end; i++)
                Interlocked.Increment(ref done[i]);
        });

        Assert.All(done, count => Assert.Equal(1, count));
        Assert.Throws<InvalidOperationException>(() => Team.Run(done.Length, 1, (first, _) => throw new InvalidOperationException($"{first}")));
    }

    private static bool Same(torch.Tensor one, torch.Tensor other) => one.eq(other).all().item<bool>();

    private static torch.ScalarType Type(string dtype) => Enum.Parse<torch.ScalarType>(dtype);

    private static torch.Tensor Numbers(string dtype, params long[] shape)
    {
        using var generator = new torch.Generator(shape.Aggregate(17UL, (hash, length) => (hash * 31) + (ulong)length));
        return torch.randn(shape, generator: generator).to(Type(dtype));
    }

    // The exact values are those of float32 for the same numbers; the kernel may round once or twice. In bfloat16 a gradient is
    // taken through the rounded result, as libtorch does: near a share of one, what is left of one is then known to some percent.
    private static void Check(Func<torch.Tensor[], torch.Tensor> kernel, Func<torch.Tensor[], torch.Tensor> exact, params torch.Tensor[] inputs) => Check(kernel, exact, true, inputs);

    private static void Check(Func<torch.Tensor[], torch.Tensor> kernel, Func<torch.Tensor[], torch.Tensor> exact, bool sameWithoutGradients, torch.Tensor[] inputs)
    {
        var tolerance = Tolerance(inputs[0].dtype);
        torch.Tensor[] given = [.. inputs.Select(input => input.clone().requires_grad_())];
        torch.Tensor[] wide = [.. inputs.Select(input => input.to(torch.ScalarType.Float32).clone().requires_grad_())];
        var (mine, theirs) = (kernel(given), exact(wide));
        var weights = Numbers("Float32", [.. theirs.shape, 1]).view(theirs.shape).to(mine.dtype); // other numbers than the inputs'
        mine.backward([weights]);
        theirs.backward([weights.to(torch.ScalarType.Float32)]);

        Near(theirs, mine, tolerance);
        foreach (var (expected, actual) in wide.Zip(given))
            Near(expected.grad!, actual.grad!, tolerance);
        using (torch.no_grad())
            Assert.True(!sameWithoutGradients || Same(kernel(given), mine));
    }

    private static double Tolerance(torch.ScalarType dtype) => dtype == torch.ScalarType.BFloat16 ? 1e-2 : 1e-6;

    private static void Near(torch.Tensor expected, torch.Tensor actual, double tolerance)
    {
        var apart = expected.sub(actual.to(torch.ScalarType.Float32));
        var share = apart.norm().item<float>() / expected.norm().item<float>();
        Assert.True(share <= tolerance, $"{share} of it is apart");
        Assert.True(apart.abs().max().item<float>() <= 10 * tolerance * expected.abs().max().item<float>());
    }
}
