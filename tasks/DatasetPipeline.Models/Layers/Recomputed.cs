using DatasetPipeline.Models.Kernels;
using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>
/// A layer that keeps its input alone and is computed once more on the way back (gradient checkpointing, https://arxiv.org/abs/1604.06174):
/// a third more arithmetic, and of all its activations one is held. What is random in it has to come from a seed of its own, so that
/// both times give the same.
/// </summary>
internal sealed class Recomputed : FusedFunction<Recomputed>
{
    private const string Layer = "layer";

    /// <summary>Whether this thread computes what it will compute again: then it has to go the way that it will go with gradients.</summary>
    [field: ThreadStatic]
    public static bool IsFirstPass { get; private set; }

    /// <summary>x and a function of it; the gradients of what else learns in it go where they belong.</summary>
    /// <param name="x">Has to ask for a gradient, else nothing in the layer gets one.</param>
    /// <param name="layer">Gives the same for the same x, whenever it is asked.</param>
    public static torch.Tensor Of(torch.Tensor x, Func<torch.Tensor, torch.Tensor> layer) => apply(x, layer);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, layer) = ((torch.Tensor)vars[0], (Func<torch.Tensor, torch.Tensor>)vars[1]);
        ctx.save_for_backward([x]);
        ctx.save_data(Layer, layer);
        using var frozen = torch.no_grad();
        IsFirstPass = true;
        try
        {
            return layer(x);
        }
        finally
        {
            IsFirstPass = false;
        }
    }

    /// <inheritdoc/>
    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
    {
        using var gradient = grad_output; // a handle of ours
        using var scope = torch.NewDisposeScope();
        var layer = (Func<torch.Tensor, torch.Tensor>)ctx.get_data(Layer);
        var x = ctx.get_saved_variables()[0].detach();
        x.requires_grad = true;
        using (torch.enable_grad())
            layer(x).backward([gradient]);
        return Give(x.grad!, null);
    }
}
