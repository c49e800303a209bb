using System.Runtime.Intrinsics.X86;
using DatasetPipeline.Models.Kernels;
using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>
/// x Wᵀ + b. Where the same bits are asked for on every machine, our own product has them. libtorch multiplies bfloat16 fast only
/// with AVX-512; without it a product of many rows is a tenth as fast as in float32, so that it is computed in float32 there and
/// rounded once.
/// </summary>
public static class LinearProduct
{
    private const long FewRows = 16; // widening the weight costs as much as so many rows

    /// <summary>Whether this process computes bfloat16 products in float32: it also does where AVX2 kernels are asked for, which are to give the same bits everywhere.</summary>
    public static bool Widens { get; } = !Avx512BW.IsSupported || Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY") is "avx2" or "default";

    /// <summary>Whether the same bits are asked for of a processor that does not multiply and add at once: in software that takes a hundred times as long.</summary>
    public static bool IsSlow { get; } = MatrixProduct.IsWanted && !Fma.IsSupported;

    /// <summary>(…, in) → (…, out)</summary>
    /// <param name="x">(…, in)</param>
    /// <param name="weight">(out, in)</param>
    /// <param name="bias">(out), or null</param>
    public static torch.Tensor Of(torch.Tensor x, torch.Tensor weight, torch.Tensor? bias = null)
    {
        if (MatrixProduct.IsFor(weight.dtype))
        {
            using var across = weight.t();
            return bias is { requires_grad: true } ? Plus(Owned(x, across), bias) : Owned(x, across, bias);
        }

        return Widens && weight.dtype == torch.ScalarType.BFloat16 && !weight.requires_grad && x.numel() >= FewRows * x.shape[^1]
            ? Plus(Widened.apply(x, weight), bias)
            : torch.nn.functional.linear(x, weight, bias);
    }

    /// <summary>(…, out) → (…, in): the gradient of x for that of y.</summary>
    /// <param name="gradient">(…, out)</param>
    /// <param name="weight">(out, in)</param>
    public static torch.Tensor Back(torch.Tensor gradient, torch.Tensor weight) =>
        MatrixProduct.IsFor(weight.dtype) ? Owned(gradient, weight) : gradient.matmul(weight);

    private static torch.Tensor Plus(torch.Tensor y, torch.Tensor? bias) => bias is null ? y : y.Plus(bias);

    // No handle stays but the product's: each would keep its tensor, a weight made for this product too, until the scope around it ends.
    private static torch.Tensor Owned(torch.Tensor x, torch.Tensor right, torch.Tensor? bias = null)
    {
        using var rows = x.reshape(-1, x.shape[^1]);
        using var product = MatrixProduct.Of(rows, right, bias);
        return product.view([.. x.shape[..^1], right.shape[1]]);
    }

    // The wide weight is let go after each product, so that only the narrow one stays for the backward pass.
    private sealed class Widened : FusedFunction<Widened>
    {
        private const string Weight = "weight";

        public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, weight) = ((torch.Tensor)vars[0], (torch.Tensor)vars[1]);
            ctx.save_data(Weight, new Kept(weight)); // no tensor of the graph
            using var scope = torch.NewDisposeScope();
            return Of(x.to(torch.ScalarType.Float32), weight.to(torch.ScalarType.Float32)).to(x.dtype).MoveToOuterDisposeScope();
        }

        public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
        {
            using var gradient = grad_output; // a handle of ours
            using var scope = torch.NewDisposeScope();
            var weight = ((Kept)ctx.get_data(Weight)).Tensor;
            return Give(Back(gradient.to(torch.ScalarType.Float32), weight.to(torch.ScalarType.Float32)).to(gradient.dtype), null);
        }
    }

    private sealed record Kept(torch.Tensor Tensor);
}
