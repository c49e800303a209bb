using TorchSharp;

namespace DatasetPipeline.Models.Checkpoints;

/// <summary>What a safetensors header says of one tensor.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">float32, float16, bfloat16, or an integer type.</param>
/// <param name="Shape">Its dimensions, outermost first.</param>
/// <param name="Offset">Where its bytes begin in the file.</param>
/// <param name="Length">How many there are.</param>
public sealed record SafetensorsEntry(string Name, torch.ScalarType Type, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>Whether it holds floating-point numbers, as weights do.</summary>
    public bool IsFloating => Type is torch.ScalarType.Float32 or torch.ScalarType.BFloat16 or torch.ScalarType.Float16 or torch.ScalarType.Float64;
}
