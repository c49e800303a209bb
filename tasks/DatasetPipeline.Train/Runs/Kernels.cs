using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace DatasetPipeline.Train.Runs;

/// <summary>What beside a run's inputs decides its bits: the kernels of the processor and the number of threads.</summary>
/// <param name="Name">As ATEN_CPU_CAPABILITY names them; with MKL_CBWR where that is set.</param>
/// <param name="Threads">Of one operation; 0 where another program computes.</param>
internal sealed record Kernels(string Name, int Threads)
{
    /// <summary>This process's; libtorch is loaded for it.</summary>
    public static Kernels Here() => new(Kind(), torch.get_num_threads());

    /// <summary>What this process's kernels are called; libtorch is not loaded for it.</summary>
    public static string Kind() => Kind(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>What they will be called once these variables are set.</summary>
    public static string Kind(IReadOnlyDictionary<string, string> variables)
    {
        var capability = Variable("ATEN_CPU_CAPABILITY")
            ?? (Avx512BW.IsSupported && Avx512DQ.VL.IsSupported ? "avx512" : Avx2.IsSupported && Fma.IsSupported ? "avx2" : "default");
        return Variable("MKL_CBWR") is { Length: > 0 } branch ? $"{capability} MKL_CBWR={branch}" : capability;

        string? Variable(string name) => variables.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name);
    }
}
