using DatasetPipeline.Models.Kernels;
using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Quantization;

/// <summary>
/// x Wᵀ for a weight in NF4. W is made dense for the product and again for the gradient of x, and let go at once each
/// time; W itself does not learn.
/// </summary>
internal sealed class Nf4Product : FusedFunction<Nf4Product>
{
    private const string Weight = "weight";

    /// <summary>x (…, in) and the <see cref="Nf4Weight"/> (out, in) → (…, out)</summary>
    public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight) = ((torch.Tensor)vars[0], (Nf4Weight)vars[1]);
        ctx.save_data(Weight, weight);
        using var dense = weight.Dequantize(x.dtype);
        return LinearProduct.Of(x, dense);
    }

    /// <summary>(…, out) → (…, in)</summary>
    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
    {
        using var gradient = grad_output; // a handle of ours
        using var dense = ((Nf4Weight)ctx.get_data(Weight)).Dequantize(grad_output.dtype);
        return Give(LinearProduct.Back(gradient, dense), null);
    }
}
