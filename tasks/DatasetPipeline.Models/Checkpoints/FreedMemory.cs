using System.Runtime.InteropServices;

namespace DatasetPipeline.Models.Checkpoints;

/// <summary>What was freed and the C library keeps for later.</summary>
internal static class FreedMemory
{
    /// <summary>Gives it to the system: after a great deal was made for a short time. Another library than glibc keeps it.</summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has none
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint kept);
}
