using System.Buffers;
using System.Globalization;

namespace DatasetPipeline.Tokens;

/// <summary>
/// The Qwen-VL image processor (Qwen2-VL, https://arxiv.org/abs/2409.12191): a picture keeps its shape, its sides are
/// rounded to whole merged patches and its area is brought between two bounds.
/// </summary>
internal sealed class QwenImages
{
    private const int Channels = 3;
    private const double LargestAspect = 200;

    // Published models have 2^24 at most; every picture is brought up to the least, and what a picture becomes must fit an array.
    private const int LargestLeast = 1 << 24;
    private const int LargestMost = 1 << 26;

    private readonly int _patch;
    private readonly int _merge;
    private readonly int _frames;
    private readonly int _leastPixels;
    private readonly int _mostPixels;
    private readonly PixelScale _scale;

    public QwenImages(ModelFolder folder)
    {
        var file = folder.Preprocessor;
        _patch = file.Whole("patch_size", 1, 1024) ?? 14;
        _merge = file.Whole("merge_size", 1, 64) ?? 2;
        _frames = file.Whole("temporal_patch_size", 1, 8) ?? 2;
        var (least, most) = (file.Whole("min_pixels", 1, LargestLeast), file.Whole("max_pixels", 1, LargestMost));
        var (shortest, longest) = (file.Whole("size.shortest_edge", 1, LargestLeast), file.Whole("size.longest_edge", 1, LargestMost));
        // As transformers refuses it.
        if (file.Find("size") is { } size && (shortest is null || longest is null) && (least is null || most is null))
            throw file.Wrong("size", size, "an object with shortest_edge and longest_edge, which are areas in pixels");
        _leastPixels = least ?? shortest ?? 56 * 56;
        _mostPixels = most ?? longest ?? 28 * 28 * 1280;
        if (_leastPixels > _mostPixels)
            throw file.Wrong($"a picture gets at least {_leastPixels} pixels and at most {_mostPixels}; lower size.shortest_edge or min_pixels");
        _mostPixels = folder.MaxPixels ?? _mostPixels;
        if (_mostPixels < (long)_patch * _merge * _patch * _merge)
            throw file.Wrong($"at most {_mostPixels} pixels, and one token alone takes {_patch * _merge} × {_patch * _merge}; raise size.longest_edge or max_pixels");
        Agree("patch_size", _patch, folder.Config.Whole("vision_config.patch_size"), file);
        Agree("merge_size", _merge, folder.Config.Whole("vision_config.spatial_merge_size"), file);
        Agree("temporal_patch_size", _frames, folder.Config.Whole("vision_config.temporal_patch_size"), file);
        _scale = new PixelScale(file, [0.48145466f, 0.4578275f, 0.40821073f], [0.26862954f, 0.26130258f, 0.27577711f]);
    }

    /// <summary>All that decides <see cref="Fit"/>.</summary>
    public string SizeRule => string.Create(CultureInfo.InvariantCulture, $"qwen {_patch * _merge} {_leastPixels} {_mostPixels}");

    /// <summary>image_grid_thw.</summary>
    /// <exception cref="ArgumentException">One side is more than 200 times the other, which the model refuses.</exception>
    public ImageGrid GridOf(ImageSize size)
    {
        var fitted = Fit(size);
        return new ImageGrid(1, fitted.Height / _patch, fitted.Width / _patch);
    }

    /// <summary>Patches that become one token are _merge × _merge.</summary>
    public int TokensOf(ImageGrid grid) => grid.T * grid.H * grid.W / (_merge * _merge);

    /// <summary>(patches, channel · frame · row · column), the patches of one token side by side.</summary>
    public PixelValues Process(RgbImage image)
    {
        var fitted = Fit(image.Size);
        var grid = GridOf(image.Size);
        if (fitted == image.Size)
            return new PixelValues(Patches(image.Pixels, grid), grid);
        var bytes = fitted.Width * fitted.Height * Channels;
        var resized = ArrayPool<byte>.Shared.Rent(bytes);
        BicubicResize.Resize(image.Pixels, image.Size, resized.AsSpan(0, bytes), fitted);
        var patches = Patches(resized, grid);
        ArrayPool<byte>.Shared.Return(resized);
        return new PixelValues(patches, grid);
    }

    /// <summary>The size that a picture is resized to, in the order of Qwen's smart_resize, as another order rounds differently. Halves go to the even side, as Python's.</summary>
    /// <exception cref="ArgumentException">As <see cref="GridOf"/>.</exception>
    public ImageSize Fit(ImageSize size)
    {
        double width = size.Width, height = size.Height, step = _patch * _merge;
        if (size.Width < 1 || size.Height < 1)
            throw new ArgumentException($"a picture of {size.Width} × {size.Height} has no pixels");
        if (Math.Max(width, height) / Math.Min(width, height) > LargestAspect)
            throw new ArgumentException($"a picture of {size.Width} × {size.Height} has one side more than {LargestAspect} times the other, which the model refuses; crop it");
        var fittedHeight = Math.Round(height / step) * step;
        var fittedWidth = Math.Round(width / step) * step;
        if (fittedHeight * fittedWidth > _mostPixels)
        {
            var shrink = Math.Sqrt(height * width / _mostPixels);
            fittedHeight = Math.Max(step, Math.Floor(height / shrink / step) * step);
            fittedWidth = Math.Max(step, Math.Floor(width / shrink / step) * step);
        }
        else if (fittedHeight * fittedWidth < _leastPixels)
        {
            var grow = Math.Sqrt(_leastPixels / (height * width));
            fittedHeight = Math.Ceiling(height * grow / step) * step;
            fittedWidth = Math.Ceiling(width * grow / step) * step;
        }

        return new ImageSize((int)fittedWidth, (int)fittedHeight);
    }

    private float[] Patches(ReadOnlySpan<byte> pixels, ImageGrid grid)
    {
        var plane = _patch * _patch;
        var rowBytes = grid.W * _patch * Channels;
        var values = GC.AllocateUninitializedArray<float>(grid.H * grid.W * Channels * _frames * plane);
        var target = values.AsSpan();
        for (var blockRow = 0; blockRow < grid.H; blockRow += _merge)
        for (var blockColumn = 0; blockColumn < grid.W; blockColumn += _merge)
        for (var row = blockRow; row < blockRow + _merge; row++)
        for (var column = blockColumn; column < blockColumn + _merge; column++)
        {
            var corner = pixels[((row * _patch * rowBytes) + (column * _patch * Channels))..];
            for (var channel = 0; channel < Channels; channel++)
            {
                var frame = target[..plane];
                var scale = _scale.Of(channel);
                for (var y = 0; y < _patch; y++)
                {
                    var line = frame.Slice(y * _patch, _patch);
                    var at = (y * rowBytes) + channel;
                    for (var x = 0; x < line.Length; x++, at += Channels)
                        line[x] = scale[corner[at]];
                }

                // A picture is a film whose frames are all the same.
                for (var repeat = 1; repeat < _frames; repeat++)
                    frame.CopyTo(target[(repeat * plane)..]);
                target = target[(_frames * plane)..];
            }
        }

        return values;
    }

    private static void Agree(string key, int value, int? configured, ModelJson file)
    {
        if (configured is { } other && other != value)
            throw file.Wrong($"'{key}' is {value} and config.json's vision_config says {other}; the two files belong to different models");
    }
}
