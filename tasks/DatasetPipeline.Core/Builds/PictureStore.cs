using System.Buffers.Binary;
using System.Security.Cryptography;
using DatasetPipeline.Images;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Builds;

/// <summary>
/// Output pictures. One's name is the hash of everything that made it, and it gets that name when it is whole, so a name that is
/// there is a picture that need not be made. New ones wait in a folder of their own until the build has no error.
/// </summary>
internal sealed class PictureStore(OutputFolder outputs, string waitingFolder)
{
    /// <summary>Makes the job's picture unless it is there.</summary>
    /// <param name="sourceHash">SHA-256 of the source as it was when the inputs were read.</param>
    /// <exception cref="PictureException">The source is no usable picture, or a mark does not fit it.</exception>
    public StoredPicture Store(PictureJob job, byte[] sourceHash)
    {
        var name = job.OutputName(sourceHash);
        if (SizeOf(outputs.PathOfPicture(name)) is { } made)
            return new(name, made);
        if (SizeOf(WaitingPath(name)) is { } waiting)
            return new(name, waiting);

        // What is decoded is what the name is the hash of, also when the file has changed since.
        var source = PictureFile.Read(job.SourcePath);
        name = job.OutputName(SHA256.HashData(source));
        var picture = Pictures.Write(job, source, WaitingPath(name));
        return new(name, new(picture.Width, picture.Height));
    }

    /// <summary>Moves the pictures that waited, of those that are used, into the outputs.</summary>
    public void Release(IEnumerable<string> used)
    {
        foreach (var name in used)
        {
            if (File.Exists(WaitingPath(name)))
                outputs.TakePicture(WaitingPath(name), name);
        }

        if (Directory.Exists(waitingFolder))
            Directory.Delete(waitingFolder, recursive: true);
    }

    private string WaitingPath(string name) => Path.Combine(waitingFolder, name);

    // A PNG's first chunk, IHDR, starts with the size. One that was cut short since is made anew.
    private static ImageSize? SizeOf(string path)
    {
        if (!File.Exists(path))
            return null;
        var picture = File.ReadAllBytes(path).AsSpan();
        if (picture.Length < 24 || !picture[12..].StartsWith("IHDR"u8) || !PngFile.IsWhole(picture))
            return null;
        return new(BinaryPrimitives.ReadInt32BigEndian(picture[16..]), BinaryPrimitives.ReadInt32BigEndian(picture[20..]));
    }
}
