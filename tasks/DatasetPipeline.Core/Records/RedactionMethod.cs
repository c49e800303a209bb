namespace DatasetPipeline.Records;

/// <summary>How a part of a picture is hidden.</summary>
public enum RedactionMethod
{
    /// <summary>Nothing is left: filled with black.</summary>
    Fill,

    /// <summary>Coarse blocks of few colours. Over text they are weaker than they look: who knows the font can try texts until one fits.</summary>
    Mosaic,

    /// <summary>As <see cref="Mosaic"/>, the blocks run into one another.</summary>
    Blur,
}
