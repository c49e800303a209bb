using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Train.Starter;

/// <summary>
/// Weights that have learned nothing, but of the size that so small a model learns from soonest: matrices keep the size of what goes
/// through them, what is added to the stream begins small, the tower's filters begin as cosines of brightness and of colour
/// (the basis of JPEG), its positions as sines and cosines, and its first blocks look around. Of Qwen3-VL's tensors alone.
/// </summary>
/// <param name="seed">The same seed gives the same weights.</param>
/// <param name="depth">Layers of the language model, the deeper of the two.</param>
internal sealed class StarterWeights(long seed, int depth) : IWeights
{
    private const double EmbeddingDeviation = 0.05;
    private const double Focus = 2.5;
    private const int HeadDim = StarterFiles.VisionHeadDim;
    private const double PositionAmplitude = 0.25;
    private static readonly double[] Reach = [1, 3];
    private static readonly (int Down, int Across)[] Directions = [(0, 1), (0, -1), (1, 0), (-1, 0)];
    private readonly torch.Generator _generator = new((ulong)seed);
    private readonly SortedDictionary<string, torch.Tensor> _taken = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Taken => _taken;

    /// <inheritdoc/>
    public void Rename(NameRules rules)
    {
        // there are no files whose names could differ
    }

    /// <inheritdoc/>
    public bool Has(string name) => false;

    /// <inheritdoc/>
    public torch.Tensor Take(string name, torch.ScalarType dtype, params long[] shape) => _taken[name] = name switch
    {
        "model.visual.patch_embed.proj.weight" => Filters(shape).to(dtype),
        "model.visual.pos_embed.weight" => Positions(shape).to(dtype),
        _ when name.EndsWith(".attn.qkv.bias", StringComparison.Ordinal) => Neighbours(Block(name), shape).to(dtype),
        _ when name.EndsWith(".bias", StringComparison.Ordinal) => torch.zeros(shape, dtype: dtype),
        _ when shape.Length == 1 => torch.ones(shape, dtype: dtype),
        _ => torch.randn(shape, dtype: dtype, generator: _generator).mul_(Constant.Of(Deviation(name, shape))),
    };

    private double Deviation(string name, long[] shape) =>
        name.EndsWith("embed_tokens.weight", StringComparison.Ordinal) ? EmbeddingDeviation
        : Math.Pow(shape[1], -0.5) * (IsAdded(name) ? Math.Pow(2 * depth, -0.5) : 1);

    private static bool IsAdded(string name) =>
        name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal)
        || name.EndsWith("attn.proj.weight", StringComparison.Ordinal) || (name.Contains(".blocks.", StringComparison.Ordinal) && name.EndsWith("linear_fc2.weight", StringComparison.Ordinal));

    /// <summary>Half of the filters see brightness, a quarter each blue against yellow and red against green, slow cosines first; (hidden, channels, time, height, width).</summary>
    private static torch.Tensor Filters(long[] shape)
    {
        var (count, frames, side) = ((int)shape[0], (int)shape[2], (int)shape[3]);
        var values = new float[count * 3 * frames * side * side];
        var waves = Enumerable.Range(0, side * side).Select(i => (Down: i / side, Across: i % side)).OrderBy(wave => wave.Down + wave.Across).ThenBy(wave => wave.Down).ToArray();
        var next = 0;
        foreach (var (share, gain, weights) in ((int, double, double[])[])[(count / 2, 5, [0.299, 0.587, 0.114]), (count / 4, 6, [-0.169, -0.331, 0.5]), (count - (count / 2) - (count / 4), 6, [0.5, -0.419, -0.081])])
        {
            foreach (var (down, across) in waves.Take(share))
            {
                var scale = gain / frames / (side * side) * (down == 0 ? 1 : Math.Sqrt(2)) * (across == 0 ? 1 : Math.Sqrt(2)) * (down + across == 0 ? 1 : 2);
                foreach (var weight in weights)
                    for (var frame = 0; frame < frames; frame++)
                        for (var y = 0; y < side; y++)
                            for (var x = 0; x < side; x++)
                                values[next++] = (float)(weight * scale * Math.Cos(Math.PI * down * (y + 0.5) / side) * Math.Cos(Math.PI * across * (x + 0.5) / side));
            }
        }

        return torch.tensor(values).view(shape);
    }

    private static int Block(string name) => int.Parse(name.Split('.')[3], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// The tower's first blocks begin by looking at patches beside their own, as a convolution does: with these biases of queries and keys
    /// the rotary angles of rows and columns make an attention that is strongest so many patches away; (3 · hidden).
    /// </summary>
    private static torch.Tensor Neighbours(int block, long[] shape)
    {
        var values = new float[shape[0]];
        var (hidden, half) = ((int)shape[0] / 3, HeadDim / 2);
        for (var head = 0; head < hidden / HeadDim && block < Reach.Length; head++)
        {
            var (down, across) = (Directions[head].Down * Reach[block], Directions[head].Across * Reach[block]);
            for (var i = 0; i < half; i++)
            {
                // The quickest angles alone: the slow ones tell no neighbours apart.
                if (i % (half / 2) >= 4)
                    continue;
                var angle = (i < half / 2 ? down : across) * Math.Pow(10000, -(i % (half / 2)) / (half / 2.0));
                values[(head * HeadDim) + i] = (float)(Focus * Math.Cos(angle));
                values[(head * HeadDim) + half + i] = (float)(Focus * Math.Sin(angle));
                values[hidden + (head * HeadDim) + i] = (float)Focus;
            }
        }

        return torch.tensor(values);
    }

    /// <summary>A quarter each of sines and cosines of the row and of the column; (side · side, hidden).</summary>
    private static torch.Tensor Positions(long[] shape)
    {
        var (side, hidden) = ((int)Math.Sqrt(shape[0]), (int)shape[1]);
        var values = new float[side * side * hidden];
        for (var i = 0; i < values.Length; i++)
        {
            var (position, unit) = (i / hidden, i % hidden);
            var wave = unit / 4 / (hidden / 4.0);
            var angle = (unit % 2 == 0 ? position / side : position % side) / (double)side * Math.PI * Math.Pow(side / 2.0, wave);
            values[i] = (float)(PositionAmplitude * (unit % 4 < 2 ? Math.Sin(angle) : Math.Cos(angle)));
        }

        return torch.tensor(values).view(shape);
    }
}
