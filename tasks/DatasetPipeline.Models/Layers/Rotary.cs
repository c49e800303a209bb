using DatasetPipeline.Models.Kernels;
using TorchSharp;

namespace DatasetPipeline.Models.Layers;

/// <summary>Rotary position embedding in the half-split form (https://arxiv.org/abs/2104.09864).</summary>
public static class Rotary
{
    /// <summary>1 / θ^(2i/dim) for i below dim / 2; (dim / 2), float32.</summary>
    public static torch.Tensor InverseFrequencies(double theta, long dim) =>
        torch.pow(torch.tensor([(float)theta]), torch.tensor([.. Enumerable.Range(0, (int)dim / 2).Select(i => 2 * i / (float)dim)])).reciprocal();

    /// <summary>Angles (tokens, dim / 2) → cosine and sine for <see cref="Apply"/>, each (tokens, 1, dim).</summary>
    public static (torch.Tensor Cos, torch.Tensor Sin) CosSin(torch.Tensor angles, torch.ScalarType dtype)
    {
        var twice = torch.cat([angles, angles], -1).unsqueeze(1);
        return (twice.cos().to(dtype), twice.sin().to(dtype));
    }

    /// <summary>Turns each pair (x_i, x_{i + dim/2}) by its angle.</summary>
    /// <param name="x">(tokens, heads, dim)</param>
    /// <param name="cos">(tokens, 1, dim), the angles twice over</param>
    /// <param name="sin">the same</param>
    public static torch.Tensor Apply(torch.Tensor x, torch.Tensor cos, torch.Tensor sin) => Turn.Of(x, cos, sin);
}
