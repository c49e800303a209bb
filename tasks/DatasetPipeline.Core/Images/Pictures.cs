using NetVips;

namespace DatasetPipeline.Images;

/// <summary>From an original to the picture that a model sees: upright, redacted, marked, fitted, stripped of everything else.</summary>
public static class Pictures
{
    /// <summary>Raised by hand when the same job gives other bytes: after a change here, or of libvips.</summary>
    public const int Version = 2;

    private static readonly double[] _white = [255];

    /// <summary>Makes the job's picture and writes it, under another name first: whoever reads sees all of it or nothing.</summary>
    /// <exception cref="PictureException">The source is no usable picture, or a mark or a redaction does not fit it.</exception>
    public static PictureResult Write(PictureJob job, string outputPath) => Write(job, PictureFile.Read(job.SourcePath, job.Limits), outputPath);

    /// <inheritdoc cref="Write(PictureJob, string)"/>
    /// <param name="source">The source file's bytes, which may be those just hashed; the job's path is then not read.</param>
    public static PictureResult Write(PictureJob job, byte[] source, string outputPath)
    {
        using var picture = Normalise(job, source, out var original);
        WriteWhole(outputPath, job.Encoding.Save(picture));
        return new(picture.Width, picture.Height, original);
    }

    /// <summary>A source's size, upright.</summary>
    /// <exception cref="PictureException">The source is no usable picture.</exception>
    public static (int Width, int Height) SizeOf(byte[] source, PictureLimits limits)
    {
        using (PictureDecoder.Open(source, limits, out var original))
            return (original.Width, original.Height);
    }

    /// <summary>The job's picture in memory: three 8-bit bands of sRGB, no metadata.</summary>
    /// <inheritdoc cref="Write(PictureJob, string)" path="/exception"/>
    public static Image Normalise(PictureJob job) => Normalise(job, PictureFile.Read(job.SourcePath, job.Limits), out _);

    /// <summary>What the job's original is, and whether all of the job can be done; nothing is written.</summary>
    /// <inheritdoc cref="Write(PictureJob, string)" path="/exception"/>
    public static SourcePicture Check(PictureJob job)
    {
        using (Normalise(job, PictureFile.Read(job.SourcePath, job.Limits), out var original))
            return original;
    }

    private static Image Normalise(PictureJob job, byte[] source, out SourcePicture original)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(job.Resolution, 1);
        try
        {
            var picture = PictureDecoder.Open(source, job.Limits, out original);
            try
            {
                original.ThrowIfOver(job.Limits, job.Crop);
            }
            catch
            {
                picture.Dispose();
                throw;
            }

            return picture.Then(PictureColors.ToSrgb)
                .Then(i => Draw(i, job))
                .Then(i => Fitted(i, job))
                .Then(i => i.Copy(xres: 1, yres: 1))
                // Decoding ends here and not with whoever uses the picture, so that damage is found here too.
                .Then(i => i.CopyMemory());
        }
        catch (VipsException)
        {
            // libvips collects its texts from all threads, so they may be about another picture.
            throw PictureDecoder.Damaged(source);
        }
    }

    /// <summary>Redactions first: no mark and no resampling ever sees what they cover.</summary>
    private static Image Draw(Image picture, PictureJob job)
    {
        var frame = Frame.Of(job.Crop, picture.Width, picture.Height);
        MarkChecks.ThrowIfAny(job.Redactions, job.Marks, frame);
        using var part = frame.IsCrop ? picture.ExtractArea(frame.Left, frame.Top, frame.Width, frame.Height) : picture.Copy();
        if (job.Redactions.Count == 0 && job.Marks.Count == 0)
            return part.Copy();

        var canvas = new Canvas(part);
        foreach (var redaction in job.Redactions)
            canvas.Redact(redaction.Moved(-frame.Left, -frame.Top));
        MarkPainter.Paint(canvas, [.. job.Marks.Select(mark => mark.Moved(-frame.Left, -frame.Top))]);
        return canvas.ToImage();
    }

    private static Image Fitted(Image picture, PictureJob job)
    {
        var (width, height) = PictureSize.Inside(picture.Width, picture.Height, job.Resolution, job.Resolution, job.IsEnlarged);
        if (job.Fit == Fit.Inside)
            return Resize(picture, job.Alignment?.Nearest(width, height) ?? (width, height));

        var (boxWidth, boxHeight) = job.Alignment?.Nearest(job.Resolution, job.Resolution) ?? (job.Resolution, job.Resolution);
        using var resized = Resize(picture, PictureSize.Inside(picture.Width, picture.Height, boxWidth, boxHeight, job.IsEnlarged));
        return resized.Embed(
            (boxWidth - resized.Width) / 2, (boxHeight - resized.Height) / 2, boxWidth, boxHeight, extend: Enums.Extend.Background, background: _white);
    }

    private static Image Resize(Image picture, (int Width, int Height) size) => size == (picture.Width, picture.Height)
        ? picture.Copy()
        : picture.Resize((double)size.Width / picture.Width, vscale: (double)size.Height / picture.Height, kernel: Enums.Kernel.Lanczos3);

    private static void WriteWhole(string path, byte[] content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():n}.tmp");
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
