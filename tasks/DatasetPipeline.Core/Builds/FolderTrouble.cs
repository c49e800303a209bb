using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Builds;

/// <summary>
/// Finds the folder that kept a build from reading or writing, by trying: the system's own words name neither the folder that is
/// wrong nor what to do.
/// </summary>
internal static class FolderTrouble
{
    public static Diagnostic Explain(BuildOptions options, Exception e) =>
        InWriting(options.OutputFolder)
        ?? InWriting(Path.Combine(options.OutputFolder, "images"))
        ?? InWriting(options.CacheFolder)
        ?? InReading(Path.Combine(options.Folder, "images"))
        ?? Finding($"the build cannot read or write all it has to: {Shown.Clause(e.Message)}; see that the disk is not full and that you may write here", options.OutputFolder);

    /// <summary>Why a lock can be neither made nor opened.</summary>
    public static Diagnostic OfLock(string path, Exception e) =>
        InWriting(Path.GetDirectoryName(path)!)
        ?? (Directory.Exists(path)
            ? Finding("this is a folder, and a file of this name has to be written; delete it, or give it another name", path)
            : Finding($"this file cannot be written: {Shown.Clause(e.Message)}; delete it, or give yourself the right to write it", path));

    private static Diagnostic? InWriting(string folder)
    {
        var at = folder;
        while (!Directory.Exists(at))
        {
            if (File.Exists(at) || new FileInfo(at).LinkTarget is not null)
                return Finding("a folder of this name is needed, and what has it is none; delete it, or give it another name", at);
            if (Path.GetDirectoryName(at) is not { } above)
                return null;
            at = above;
        }

        try
        {
            using var trial = new FileStream(Path.Combine(at, $".{Guid.NewGuid():n}{WholeFile.Unfinished}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return Finding("you may not write into this folder; give yourself the right to, or move the dataset to where you have it", at);
        }
        catch (IOException e)
        {
            return Finding($"nothing can be written into this folder; see that the disk is neither full nor read-only ({Shown.Line(Reason(e))})", at);
        }
    }

    // Without the path behind it, which is that of the trial.
    private static string Reason(IOException e) => e.Message.Split(" : '")[0];

    private static Diagnostic? InReading(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? Directory.GetDirectories(folder, "*", new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint })
                    .Order(StringComparer.Ordinal).Select(InReading).FirstOrDefault(found => found is not null)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding("the build may not look into this folder; give yourself the right to read it", folder);
        }
    }

    private static Diagnostic Finding(string message, string folder) => new(Codes.FileUnreadable, message, folder);
}
