namespace DatasetPipeline.Tokens;

/// <summary>What each of the 256 levels of each channel becomes: rescaled, then normalised, in float32 as NumPy does it.</summary>
internal sealed class PixelScale
{
    private readonly float[] _values = new float[3 * 256];

    /// <summary>Reads <c>image_mean</c>, <c>image_std</c> and <c>rescale_factor</c>.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">DSP8002: a value is out of range, or the file asks for another way of scaling or resizing than bicubic.</exception>
    public PixelScale(ModelJson preprocessor, float[] defaultMean, float[] defaultDeviation)
    {
        foreach (var step in (string[])["do_resize", "do_rescale", "do_normalize"])
        {
            if (preprocessor.Flag(step) == false)
                throw preprocessor.Wrong($"'{step}' is false, and pictures are always resized, rescaled and normalised here; set it to true");
        }

        if (preprocessor.Whole("resample") is { } resample and not 3)
            throw preprocessor.Wrong($"'resample' is {resample}, and only 3 (bicubic) is done here");
        var mean = preprocessor.Channels("image_mean", defaultMean);
        var deviation = preprocessor.Channels("image_std", defaultDeviation);
        var factor = preprocessor.Number("rescale_factor") ?? 1.0 / 255;
        if (factor is not (>= 1e-6 and <= 1))
            throw preprocessor.Wrong($"'rescale_factor' is {factor}, expected a number from 0.000001 to 1; published models have 1/255");
        for (var channel = 0; channel < 3; channel++)
        {
            if (mean[channel] is not (>= -255 and <= 255))
                throw preprocessor.Wrong($"'image_mean' holds {mean[channel]}, expected numbers from -255 to 255");
            if (deviation[channel] is not (>= 1e-4f and <= 255))
                throw preprocessor.Wrong($"'image_std' holds {deviation[channel]}, expected numbers from 0.0001 to 255");
            for (var level = 0; level < 256; level++)
                _values[(channel * 256) + level] = ((float)(level * factor) - mean[channel]) / deviation[channel];
        }
    }

    /// <summary>The 256 values of a channel.</summary>
    public ReadOnlySpan<float> Of(int channel) => _values.AsSpan(channel * 256, 256);
}
