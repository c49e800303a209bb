namespace DatasetPipeline.Builds;

/// <summary>Keeps a second build of one dataset waiting; the system lets go of it when a build is killed.</summary>
public static class BuildLock
{
    /// <summary>Waits until the lock is free and takes it; disposing of the stream gives it back.</summary>
    public static FileStream Take(string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
