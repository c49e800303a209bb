using DatasetPipeline.Images;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;
using NetVips;

namespace DatasetPipeline.Core.Tests.Images;

/// <summary>A temporary folder with pictures made for one test.</summary>
public sealed class PictureFolder : IDisposable
{
    public PictureFolder() => Root = Directory.CreateTempSubdirectory("pictures-").FullName;

    public string Root { get; }

    /// <summary>A picture of one colour, 8-bit sRGB.</summary>
    public static Image Plain(int width, int height, params double[] color)
    {
        using var black = Image.Black(width, height, color.Length);
        using var filled = black.Linear(Enumerable.Repeat(1.0, color.Length).ToArray(), color, uchar: true);
        return filled.Copy(interpretation: color.Length < 3 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
    }

    /// <summary>A picture in which no two regions look alike.</summary>
    public static Image Varied(int width, int height)
    {
        using var coordinates = Image.Xyz(width, height);
        using var x = coordinates[0];
        using var y = coordinates[1];
        using var red = x.Linear([7], [3]);
        using var green = y.Linear([5], [11]);
        using var sum = x + y;
        using var bands = red.Bandjoin(green, sum);
        using var wrapped = bands % 256;
        using var bytes = wrapped.Cast(Enums.BandFormat.Uchar);
        return bytes.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    public string Add(string name, byte[] content)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Add(string name, Image picture) => Add(name, picture.PngsaveBuffer());

    public static PictureJob Job(string path, int resolution = 4096, Fit fit = Fit.Inside, Redaction[]? redactions = null, Mark[]? marks = null) =>
        new(path, redactions ?? [], marks ?? [], resolution, fit);

    /// <summary>The written output, read back: its pixels as (x, y) → bands.</summary>
    public Image Write(PictureJob job)
    {
        var path = Path.Combine(Root, $"{Guid.NewGuid():n}.png");
        Pictures.Write(job, path);
        return Image.PngloadBuffer(File.ReadAllBytes(path));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
