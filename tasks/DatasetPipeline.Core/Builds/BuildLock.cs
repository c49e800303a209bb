using System.Diagnostics;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Builds;

/// <summary>Keeps a second build of one dataset waiting; the system lets go of it when a build is killed.</summary>
public static class BuildLock
{
    /// <summary>What to say where a build waits for another one.</summary>
    public const string WaitsForABuild = "another build of this dataset is under way, and this one waits for it";

    // Somebody who waits for less need not be told.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits until the lock is free and takes it; disposing of the stream gives it back.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="waiting">Called once where somebody else has held it for half a second.</param>
    /// <exception cref="DiagnosticException">The file cannot be made or opened (DSP0001), so that waiting would have no end.</exception>
    public static FileStream Take(string path, CancellationToken cancellation, Action? waiting = null)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeld(e))
            {
                if (waiting is not null && Stopwatch.GetElapsedTime(begun) >= Patience)
                {
                    waiting();
                    waiting = null;
                }

                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(50));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DiagnosticException(FolderTrouble.OfLock(path, e));
            }
        }
    }

    // ERROR_SHARING_VIOLATION; on Unix the EWOULDBLOCK of flock, which .NET gives as it comes.
    private static bool IsHeld(IOException e) =>
        e.HResult == (OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsLinux() ? 11 : 35);
}
