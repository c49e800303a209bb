namespace DatasetPipeline.Tokens;

/// <summary>
/// What each output pixel of one axis takes from which input pixels: Pillow's bicubic filter (Keys' convolution with
/// a = -0.5, widened when shrinking), in its fixed point of 22 bits.
/// </summary>
internal sealed class ResizeWeights
{
    /// <summary>Fraction bits of a weight: 32, less 8 for the value and 2 for weights below 0 and sums above 1.</summary>
    public const int Bits = 32 - 8 - 2;

    private const double Sharpness = -0.5;
    private const double Reach = 2;

    private readonly int[] _weights;

    /// <summary>The weights that bring <paramref name="input"/> pixels to <paramref name="output"/>.</summary>
    public ResizeWeights(int input, int output)
    {
        var scale = (double)input / output;
        var widening = Math.Max(scale, 1.0);
        var support = Reach * widening;
        Most = ((int)Math.Ceiling(support) * 2) + 1;
        First = new int[output];
        Count = new int[output];
        _weights = new int[output * Most];
        var exact = new double[Most];
        for (var x = 0; x < output; x++)
        {
            var centre = (x + 0.5) * scale;
            First[x] = Math.Max((int)(centre - support + 0.5), 0);
            Count[x] = Math.Min((int)(centre + support + 0.5), input) - First[x];
            var sum = 0.0;
            for (var i = 0; i < Count[x]; i++)
                sum += exact[i] = Filter((i + First[x] - centre + 0.5) * (1.0 / widening));
            for (var i = 0; i < Count[x]; i++)
            {
                var weight = (sum == 0 ? exact[i] : exact[i] / sum) * (1 << Bits);
                _weights[(x * Most) + i] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }
    }

    /// <summary>No output pixel takes from more input pixels.</summary>
    public int Most { get; }

    /// <summary>(output,): the first input pixel that counts.</summary>
    public int[] First { get; }

    /// <summary>(output,): how many count.</summary>
    public int[] Count { get; }

    /// <summary>The weights of an output pixel.</summary>
    public ReadOnlySpan<int> Of(int output) => _weights.AsSpan(output * Most, Count[output]);

    private static double Filter(double x)
    {
        x = Math.Abs(x);
        if (x < 1)
            return ((((Sharpness + 2) * x) - (Sharpness + 3)) * x * x) + 1;
        return x < 2 ? ((((x - 5) * x) + 8) * x - 4) * Sharpness : 0;
    }
}
