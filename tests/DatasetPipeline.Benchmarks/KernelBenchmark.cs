using System.Diagnostics;
using System.Globalization;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Kernels;
using TorchSharp;

namespace DatasetPipeline.Benchmarks;

/// <summary>Each operation that is computed in one pass beside libtorch's operations one after the other, forward and back.</summary>
internal static class KernelBenchmark
{
    private const int Times = 40;

    /// <summary>Prints the table; sizes are those of a step of <see cref="TrainingBenchmark"/>.</summary>
    public static int Run()
    {
        NativeHeap.KeepFreed();
        Console.WriteLine("milliseconds, forward and back      float32           bfloat16");
        Console.WriteLine("                                  one pass  libtorch  one pass  libtorch");
        Row("norm, 768 x 640", x => RootMeanSquare.Of(x[0], x[1].detach(), 1e-6), x => x[0].to(torch.ScalarType.Float32) is var wide
            ? wide.mul(torch.rsqrt(wide.square().mean([-1], keepdim: true).add(1e-6))).to(x[0].dtype).mul(x[1].detach()) : x[0], [768, 640], [640]);
        Row("SwiGLU, 768 x 2560", x => SwiGlu.Of(x[0], x[1]), x => torch.nn.functional.silu(x[0]).mul(x[1]), [768, 2560], [768, 2560]);
        Row("angles, 768 x 10 x 64", x => Turn.Of(x[0], x[1].detach(), x[1].detach()), x => x[0].mul(x[1].detach()).add(torch.cat([x[0].narrow(-1, 32, 32).neg(), x[0].narrow(-1, 0, 32)], -1).mul(x[1].detach())), [768, 10, 64], [768, 1, 64]);
        Row("softmax, 20 x 384 x 384", x => Probabilities.Of(x[0], 0.125, 1, 384), x => torch.nn.functional.softmax(x[0].mul(0.125f).add(x[1].detach()), -1), [20, 384, 384], [384, 384]);
        Row("dropout, 768 x 640", x => Dropout.Of(x[0], 0.05, 1), x => torch.nn.functional.dropout(x[0], 0.05), [768, 640]);
        foreach (var (rows, depth, columns) in (ReadOnlySpan<(int, int, int)>)[(580, 192, 512), (580, 192, 16), (768, 640, 2560)])
            Row($"product, {rows} x {depth} x {columns}", x => MatrixProduct.Of(x[0], x[1].detach().t()), x => x[0].matmul(x[1].detach().t()), torch.ScalarType.Float32, [rows, depth], [columns, depth]);
        return 0;
    }

    private static void Row(string name, Func<torch.Tensor[], torch.Tensor> mine, Func<torch.Tensor[], torch.Tensor> theirs, params long[][] shapes) =>
        Row(name, mine, theirs, [torch.ScalarType.Float32, torch.ScalarType.BFloat16], shapes);

    private static void Row(string name, Func<torch.Tensor[], torch.Tensor> mine, Func<torch.Tensor[], torch.Tensor> theirs, torch.ScalarType dtype, params long[][] shapes) =>
        Row(name, mine, theirs, [dtype], shapes);

    private static void Row(string name, Func<torch.Tensor[], torch.Tensor> mine, Func<torch.Tensor[], torch.Tensor> theirs, torch.ScalarType[] dtypes, long[][] shapes)
    {
        var figures = dtypes.SelectMany(dtype => new[] { Measure(mine, dtype), Measure(theirs, dtype) })
            .Select(milliseconds => milliseconds.ToString("0.00", CultureInfo.InvariantCulture).PadLeft(8));
        Console.WriteLine($"{name,-32}  {string.Join("  ", figures)}");

        double Measure(Func<torch.Tensor[], torch.Tensor> operation, torch.ScalarType dtype)
        {
            using var scope = torch.NewDisposeScope();
            torch.Tensor[] inputs = [.. shapes.Select(shape => torch.randn(shape).to(dtype).requires_grad_())];
            var gradient = torch.randn_like(operation(inputs)).detach();
            var times = new List<double>();
            for (var i = 0; i < Times; i++)
            {
                using var inner = torch.NewDisposeScope();
                var clock = Stopwatch.StartNew();
                operation(inputs).backward([gradient]);
                times.Add(clock.Elapsed.TotalMilliseconds);
            }

            return times.Order().ElementAt(Times / 4);
        }
    }
}
