using System.Security.Cryptography;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Records;

namespace DatasetPipeline.Captures;

/// <summary>
/// Waits for pictures in a folder. It looks at the folder again and again, which works wherever files come from; what is being
/// written is left until its content is whole.
/// </summary>
public sealed class FolderWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string _folder;
    private readonly TimeSpan _patience;
    private readonly Dictionary<string, Stamp> _done;
    private readonly Dictionary<string, (Stamp Stamp, DateTime Since, bool IsLookedAt)> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _contents = new(StringComparer.Ordinal);

    /// <summary>Takes what lies in the folder now for known.</summary>
    /// <param name="folder">The folder; not those in it.</param>
    /// <param name="patience">How long an unfinished file may stay as it is before it is told.</param>
    public FolderWatch(string folder, TimeSpan patience) => (_folder, _patience, _done) = (folder, patience, Look(folder));

    /// <summary>The files that have come since: whole pictures, and others that never became one; waits for the first, and is empty when cancelled.</summary>
    public IReadOnlyList<string> Next(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var ready = Look(_folder).Where(file => IsReady(file.Key, file.Value)).Select(file => file.Key).Order(StringComparer.Ordinal).ToList();
            if (ready.Count > 0)
                return ready;
            cancellation.WaitHandle.WaitOne(Pause);
        }

        return [];
    }

    private bool IsReady(string path, Stamp stamp)
    {
        if (_done.TryGetValue(path, out var done) && done == stamp)
            return false;
        var now = DateTime.UtcNow;
        // Whoever writes on is given time; nothing is read twice for nothing.
        if (!_waiting.TryGetValue(path, out var waiting) || waiting.Stamp != stamp)
        {
            _waiting[path] = (stamp, now, IsLookedAt: false);
            return false;
        }

        if (now - waiting.Since < Pause)
            return false;
        if (waiting.IsLookedAt || !IsWhole(path))
        {
            _waiting[path] = waiting with { IsLookedAt = true };
            if (now - waiting.Since < _patience)
                return false;
        }

        _waiting.Remove(path);
        _done[path] = stamp;
        return !HasCome(path);
    }

    // Refused for another reason than that the end is missing: that is for whoever adds it to tell.
    private static bool IsWhole(string path)
    {
        try
        {
            CleanPicture.Of(PictureFile.Read(path));
            return true;
        }
        catch (PictureException e)
        {
            return e.Code is not (Codes.PictureDamaged or Codes.PictureEmpty or Codes.PictureUnreadable or Codes.PictureFormatUnknown);
        }
    }

    // Under another name, or saved once more.
    private bool HasCome(string path)
    {
        try
        {
            return !_contents.Add(Convert.ToHexStringLower(SHA256.HashData(PictureFile.Read(path))));
        }
        catch (PictureException)
        {
            return false;
        }
    }

    private static Dictionary<string, Stamp> Look(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*", new EnumerationOptions { AttributesToSkip = FileAttributes.Directory | FileAttributes.Hidden })
        .Where(file => DatasetFiles.IsPictureName(file.Name) || file.Extension.Equals(".bmp", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(file => file.FullName, file => new Stamp(file.Exists ? file.Length : 0, file.LastWriteTimeUtc), StringComparer.Ordinal);

    private readonly record struct Stamp(long Length, DateTime Written);
}
