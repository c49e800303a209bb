using System.Runtime.InteropServices;

namespace DatasetPipeline.Models;

/// <summary>Where libtorch's tensors lie. What is asked of it is asked of glibc; another library does as it likes.</summary>
public static class NativeHeap
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD and M_MMAP_MAX of its malloc.h
    private const int MostMaps = -4;

    /// <summary>Gives what is free to the system: after a great deal was made for a short time.</summary>
    public static void GiveBack() => Ask(() => Trim(0));

    /// <summary>
    /// Keeps what is freed for the next step, which asks for the same again. Large blocks go back to the system at once otherwise, which
    /// then clears each of their pages anew: a fifteenth of a step in bfloat16.
    /// </summary>
    public static void KeepFreed() => Ask(() => Set(TrimThreshold, int.MaxValue) + Set(MostMaps, 0));

    private static void Ask(Func<int> of)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = of();
        }
        catch (EntryPointNotFoundException)
        {
            // musl has none
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint kept);

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Set(int parameter, int value);
}
