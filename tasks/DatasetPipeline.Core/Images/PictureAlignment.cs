using DatasetPipeline.Tokens;

namespace DatasetPipeline.Images;

/// <summary>
/// Output pictures of the size that a model resizes to anyway: training and serving then see the very pixels that were written,
/// whatever the other side resizes with.
/// </summary>
/// <param name="Rule">All that decides the sizes: two models with one rule give the same pictures.</param>
/// <param name="SizeFor">The size that the model makes of a size.</param>
public sealed record PictureAlignment(string Rule, Func<ImageSize, ImageSize> SizeFor)
{
    /// <summary>The alignment to a model's processor.</summary>
    /// <param name="modelFolder">A folder in the Hugging Face layout.</param>
    /// <exception cref="Diagnostics.DiagnosticException">Its files cannot be used.</exception>
    public static PictureAlignment To(string modelFolder)
    {
        var model = ModelSizes.Open(modelFolder);
        return new(model.Rule, model.SizeFor);
    }

    /// <summary>The aligned size nearest to this one; the same one where the model refuses its shape, which is told elsewhere.</summary>
    internal (int Width, int Height) Nearest(int width, int height)
    {
        try
        {
            var size = new ImageSize(width, height);
            // A size that the model makes is one that it leaves as it is; between two bounds that hardly differ it may take a second look.
            for (var look = 0; look < 3; look++)
                size = SizeFor(size);
            return (size.Width, size.Height);
        }
        catch (ArgumentException)
        {
            return (width, height);
        }
    }
}
