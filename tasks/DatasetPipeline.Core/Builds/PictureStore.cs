using System.Collections.Concurrent;
using System.Security.Cryptography;
using DatasetPipeline.Images;

namespace DatasetPipeline.Builds;

/// <summary>
/// Output pictures. One's name is the hash of everything that made it, and it gets that name when it is whole, so a name that is
/// there is a picture that need not be made. New ones wait in a folder of their own until the build has no error.
/// </summary>
/// <param name="outputs">Where they go.</param>
/// <param name="waitingFolder">Where new ones wait.</param>
/// <param name="known">Those that the last build left, by name.</param>
internal sealed class PictureStore(OutputFolder outputs, string waitingFolder, IReadOnlyDictionary<string, PictureFacts> known)
{
    private readonly ConcurrentDictionary<string, PictureFacts> _stored = new(StringComparer.Ordinal);
    private readonly bool _waits = Directory.Exists(waitingFolder);

    /// <summary>Makes the job's picture unless it is there.</summary>
    /// <param name="sourceHash">SHA-256 of the source as it was when the inputs were read.</param>
    /// <exception cref="PictureException">The source is no usable picture, or a mark does not fit it.</exception>
    public StoredPicture Store(PictureJob job, byte[] sourceHash)
    {
        var name = job.OutputName(sourceHash);
        if (Made(name, job, sourceHash) is { } made)
        {
            // The limits may have been lowered since.
            made.Source.ThrowIfOver(job.Limits, job.Crop);
            return Stored(name, made);
        }

        // What is decoded is what the name is the hash of, also when the file has changed since.
        var source = PictureFile.Read(job.SourcePath, job.Limits);
        sourceHash = SHA256.HashData(source);
        name = job.OutputName(sourceHash);
        var picture = Pictures.Write(job, source, WaitingPath(name));
        return Stored(name, new(new FileInfo(WaitingPath(name)).Length, picture.Width, picture.Height, picture.Source, Convert.ToHexStringLower(sourceHash), Hidden.By(job)));
    }

    /// <summary>Where a picture lies that was stored.</summary>
    public string PathOf(string name) => File.Exists(WaitingPath(name)) ? WaitingPath(name) : outputs.PathOfPicture(name);

    /// <summary>Moves the pictures that waited, of those that are used, into the outputs.</summary>
    /// <returns>What is known of each.</returns>
    public SortedDictionary<string, PictureFacts> Release(IEnumerable<string> used)
    {
        var released = new SortedDictionary<string, PictureFacts>(StringComparer.Ordinal);
        var waits = Directory.Exists(waitingFolder);
        foreach (var name in used)
        {
            released[name] = _stored[name];
            if (waits && File.Exists(WaitingPath(name)))
                outputs.TakePicture(WaitingPath(name), name);
        }

        if (waits)
            Directory.Delete(waitingFolder, recursive: true);
        return released;
    }

    /// <summary>Deletes those that wait and are no record's any more: a dataset that is often checked and never built does not grow.</summary>
    public void Prune()
    {
        foreach (var waiting in Directory.Exists(waitingFolder) ? Directory.GetFiles(waitingFolder).Where(path => !_stored.ContainsKey(Path.GetFileName(path))) : [])
            File.Delete(waiting);
    }

    /// <summary>Deletes what the outputs show and no record of the same original does any more, with the rows that name it.</summary>
    /// <param name="hidden">What each record hides, by the SHA-256 of its original.</param>
    /// <returns>Whether there was any.</returns>
    public bool Withdraw(ILookup<string, IReadOnlyList<string>> hidden)
    {
        var hides = hidden.Any(original => original.Any(words => words.Count > 0));
        return outputs.Withdraw(name => !_stored.ContainsKey(name) && (known.GetValueOrDefault(name) is { } facts
            ? hidden.Contains(facts.Original) && !hidden[facts.Original].Any(words => words.All(facts.Hides.Contains))
            // What was made by nobody knows whom may show anything.
            : hides));
    }

    private PictureFacts? Made(string name, PictureJob job, byte[] sourceHash)
    {
        if (outputs.LengthOfPicture(name) is { } length)
            return known.TryGetValue(name, out var facts) && facts.Length == length ? facts : FactsOf(outputs.PathOfPicture(name), job, sourceHash);
        return _waits && File.Exists(WaitingPath(name)) ? FactsOf(WaitingPath(name), job, sourceHash) : null;
    }

    private StoredPicture Stored(string name, PictureFacts facts)
    {
        _stored[name] = facts;
        return new(name, new(facts.Width, facts.Height), facts.Source);
    }

    private string WaitingPath(string name) => Path.Combine(waitingFolder, name);

    // One that was cut short since is made anew. What it was made of is told by the original's header.
    private static PictureFacts? FactsOf(string path, PictureJob job, byte[] sourceHash)
    {
        var picture = File.ReadAllBytes(path);
        if (job.Encoding.SizeOf(picture) is not var (width, height))
            return null;
        using (PictureDecoder.Open(PictureFile.Read(job.SourcePath, job.Limits), job.Limits, out var source))
            return new(picture.Length, width, height, source, Convert.ToHexStringLower(sourceHash), Hidden.By(job));
    }
}
