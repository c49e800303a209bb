using DatasetPipeline.Models.Kernels;
using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Lora;

/// <summary>The low-rank update of one linear layer: y + scaling · B (A x) (https://arxiv.org/abs/2106.09685).</summary>
/// <param name="a">(rank, in)</param>
/// <param name="b">(out, rank); zeros before training, so that the adapter begins as no change</param>
/// <param name="scaling">lora_alpha / rank, with rsLoRA lora_alpha / √rank</param>
public class LoraLayer(torch.Tensor a, torch.Tensor b, double scaling)
{
    /// <summary>(rank, in)</summary>
    public torch.Tensor A { get; } = a;

    /// <summary>(out, rank)</summary>
    public torch.Tensor B { get; } = b;

    /// <summary>What B A x is multiplied with.</summary>
    public double Scaling { get; } = scaling;

    /// <summary>What happens to x before A while training; null is nothing.</summary>
    public Func<torch.Tensor, torch.Tensor>? Dropout { get; set; }

    /// <summary>What learns, by the name that PEFT's files give it behind the module's.</summary>
    public virtual IEnumerable<KeyValuePair<string, torch.Tensor>> Tensors => [new("lora_A.weight", A), new("lora_B.weight", B)];

    /// <summary>The layer's output with the update.</summary>
    /// <param name="linear">The layer.</param>
    /// <param name="x">(…, in)</param>
    /// <param name="y">(…, out), the layer's output without it</param>
    /// <remarks>
    /// A and B are kept and learn in float32; beside bfloat16 weights their products are of that type, as autocast has it in ms-swift.
    /// The sum is made by the product with B itself, without a second (…, out).
    /// </remarks>
    public virtual torch.Tensor Forward(Linear linear, torch.Tensor x, torch.Tensor y)
    {
        if (x.dtype != A.dtype && LinearProduct.Widens)
            return y.Plus(Update(Drop(x.to(A.dtype))).to(y.dtype));
        var narrow = LinearProduct.Of(Drop(x), A.to(x.dtype)); // (…, rank)
        if (MatrixProduct.IsFor(x.dtype))
            return MatrixProduct.Of(narrow.view(-1, narrow.shape[^1]).mul(Constant.Of(Scaling)), B.t(), y.view(-1, y.shape[^1])).view(y.shape);
        return y.view(-1, y.shape[^1]).addmm(narrow.view(-1, narrow.shape[^1]), B.to(x.dtype).t(), alpha: (float)Scaling).view(y.shape);
    }

    /// <summary>The weight that does the same without an adapter; (out, in), float32.</summary>
    public virtual torch.Tensor Merged(torch.Tensor weight) => weight.to(torch.ScalarType.Float32).Plus(B.matmul(A).mul(Constant.Of(Scaling)));

    /// <summary>What dropout leaves of x.</summary>
    protected torch.Tensor Drop(torch.Tensor x) => Dropout is null ? x : Dropout(x);

    /// <summary>scaling · B (A x), all of float32.</summary>
    protected torch.Tensor Update(torch.Tensor x)
    {
        var narrow = LinearProduct.Of(x, A); // (…, rank)
        return LinearProduct.Of(narrow, B).mul(Constant.Of(Scaling)); // (…, out)
    }
}
