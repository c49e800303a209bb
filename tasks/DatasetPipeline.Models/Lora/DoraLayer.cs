using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Lora;

/// <summary>
/// DoRA (https://arxiv.org/abs/2402.09353): low rank learns the rows' directions, a vector their lengths,
/// m · (W + s B A) x / ‖W + s B A‖. The norm passes no gradient (section 4.3), as in PEFT.
/// </summary>
public sealed class DoraLayer : LoraLayer
{
    private const double Least = 1e-24; // of a row's squares
    private readonly torch.Tensor _squares; // (out): ‖W‖² of each row, which stays as it is

    /// <summary>An update of <paramref name="linear"/>.</summary>
    /// <param name="linear">The layer.</param>
    /// <param name="a">(rank, in)</param>
    /// <param name="b">(out, rank)</param>
    /// <param name="scaling">As of LoRA.</param>
    /// <param name="magnitude">(out); where it is not given, the lengths of W's rows</param>
    public DoraLayer(Linear linear, torch.Tensor a, torch.Tensor b, double scaling, torch.Tensor? magnitude = null)
        : base(a, b, scaling)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var weight = linear.Weight.to(torch.ScalarType.Float32);
        _squares = weight.mul(weight).sum(1).MoveToOuterDisposeScope();
        Magnitude = magnitude ?? _squares.sqrt().MoveToOuterDisposeScope();
    }

    /// <summary>(out)</summary>
    public torch.Tensor Magnitude { get; }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, torch.Tensor>> Tensors => [.. base.Tensors, new("lora_magnitude_vector", Magnitude)];

    /// <inheritdoc/>
    public override torch.Tensor Forward(Linear linear, torch.Tensor x, torch.Tensor y)
    {
        var scale = Magnitude.div(Norms(linear)); // (out)
        var dropped = Drop(x);
        // The bias stays outside, and without dropout W x is there already.
        var product = Dropout is not null ? linear.Product(dropped) : linear.Bias is null ? y : y.sub(linear.Bias); // (…, out)
        var change = product.mul(scale.Plus(-1)).Plus(Update(dropped.to(A.dtype)).mul(scale)); // float32
        return y.Plus(change.to(y.dtype));
    }

    /// <inheritdoc/>
    public override torch.Tensor Merged(torch.Tensor weight)
    {
        var sum = base.Merged(weight);
        return sum.mul(Magnitude.div(Length(sum.mul(sum).sum(1))).unsqueeze(1));
    }

    // A row of zeros has no direction: its magnitude is zero as well, and 0 / 0 would be no number.
    private static torch.Tensor Length(torch.Tensor squares) => squares.clamp_min(Constant.Of(Least)).sqrt();

    // ‖W + s B A‖ of each row without making that matrix: ‖w‖² + 2 s b·(A w) + s² b·(A Aᵀ b); (out).
    private torch.Tensor Norms(Linear linear)
    {
        using var frozen = torch.no_grad();
        var onWeight = linear.Product(A.to(linear.Dtype)).to(torch.ScalarType.Float32).t(); // (out, rank): W Aᵀ
        var onItself = B.matmul(A.matmul(A.t())); // (out, rank)
        var update = onWeight.mul(Constant.Of(2 * Scaling)).Plus(onItself.mul(Constant.Of(Scaling * Scaling)));
        return Length(_squares.Plus(B.mul(update).sum(1)));
    }
}
