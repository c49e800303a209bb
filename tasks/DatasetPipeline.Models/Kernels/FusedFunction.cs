using TorchSharp;

namespace DatasetPipeline.Models.Kernels;

/// <summary>An operation with a way back of its own.</summary>
/// <typeparam name="TSelf">The operation.</typeparam>
internal abstract class FusedFunction<TSelf> : torch.autograd.SingleTensorFunction<TSelf>
    where TSelf : FusedFunction<TSelf>, new()
{
    // The engine has its own handles by the next backward pass of the kind; waiting for the step's end would keep a gradient for every layer.
    [ThreadStatic]
    private static List<torch.Tensor>? _given;

    /// <inheritdoc/>
    public override string Name => typeof(TSelf).Name;

    /// <summary>The gradients of each argument; null where there is none.</summary>
    protected static List<torch.Tensor> Give(params ReadOnlySpan<torch.Tensor?> gradients)
    {
        _given?.ForEach(gradient => gradient?.Dispose());
        _given = [];
        foreach (var gradient in gradients)
            _given.Add(gradient?.DetachFromDisposeScope()!);
        return [.. _given];
    }
}
