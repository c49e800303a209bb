using System.Runtime.InteropServices;

namespace DatasetPipeline.Train.Processes;

/// <summary>Where libtorch's tensors lie.</summary>
internal static class NativeHeap
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD and M_MMAP_MAX of glibc's malloc.h
    private const int MostMaps = -4;

    /// <summary>
    /// Keeps what is freed for the next step, which asks for the same again. glibc gives large blocks back to the system at once,
    /// which then clears each of their pages anew: a fifteenth of a step in bfloat16. Another library than glibc does as it likes.
    /// </summary>
    public static void KeepFreed()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Set(TrimThreshold, int.MaxValue);
            _ = Set(MostMaps, 0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has none
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Set(int parameter, int value);
}
