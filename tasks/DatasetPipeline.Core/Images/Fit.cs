namespace DatasetPipeline.Images;

/// <summary>How a picture is brought to the dataset's resolution; the aspect ratio is always kept.</summary>
public enum Fit
{
    /// <summary>The longest side is at most the resolution; a smaller picture stays as it is.</summary>
    Inside,

    /// <summary>As <see cref="Inside"/>, then centred on a white square of resolution × resolution, the odd pixel right and below.</summary>
    Pad,
}
