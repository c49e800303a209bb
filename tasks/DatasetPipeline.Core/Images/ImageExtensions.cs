using NetVips;

namespace DatasetPipeline.Images;

/// <summary>Chains of libvips operations that leave no handle to the garbage collector.</summary>
internal static class ImageExtensions
{
    /// <summary>The next step's result; this step's handle is closed, also when the next step fails.</summary>
    public static Image Then(this Image image, Func<Image, Image> step)
    {
        using (image)
            return step(image);
    }
}
