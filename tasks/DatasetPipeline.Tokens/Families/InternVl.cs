using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace DatasetPipeline.Tokens;

/// <summary>
/// InternVL (https://arxiv.org/abs/2404.16821, section 3.2): a picture is resized to the grid of tiles whose shape is
/// nearest to its own, and a thumbnail follows the tiles when there are several. The processor cuts tiles whatever
/// <c>crop_to_patches</c> says. Reads the transformers layout and OpenGVLab's own (<c>internvl_chat</c>).
/// </summary>
[Architecture("internvl", "internvl_chat")]
internal sealed class InternVl : ModelFamily
{
    private const int Channels = 3;
    private const int LargestSide = 2048; // of a tile
    private const int LargestPicture = 1 << 26; // values

    private readonly ImageSize _tile;
    private readonly int _patch;
    private readonly int _tokensOfTile;
    private readonly bool _thumbnail;
    private readonly (int Columns, int Rows)[] _shapes;
    private readonly PixelScale _scale;

    public InternVl(ModelFolder folder)
    {
        if (folder.MaxPixels is not null)
            throw new ArgumentException("max_pixels is for models that size pictures by their area; InternVL cuts tiles, see max_patches in preprocessor_config.json");
        var (config, file) = (folder.Config, folder.Preprocessor);
        var size = file.Find("size") is { ValueKind: JsonValueKind.Number } ? file.Whole("size", 1, LargestSide) : null;
        _tile = new ImageSize(size ?? file.Whole("size.width", 1, LargestSide) ?? 448, size ?? file.Whole("size.height", 1, LargestSide) ?? 448);
        // The tower's positions are for one size of tile.
        if (config.OneOrMany("vision_config.image_size") is [var side, ..] sides && (_tile.Height != side || _tile.Width != sides[^1]))
            throw file.Wrong($"a tile of {_tile.Width} × {_tile.Height} is not of the image_size of config.json's vision_config, {side}; the two files belong to different models");
        _patch = config.OneOrMany("vision_config.patch_size") is [var patch, ..] && patch > 0 ? patch : 14;
        if (_tile.Width % _patch != 0 || _tile.Height % _patch != 0)
            throw file.Wrong($"a tile of {_tile.Width} × {_tile.Height} does not divide into config.json's patches of {_patch} × {_patch}");
        _tokensOfTile = TokensOfTile(config);
        foreach (var source in (ModelJson?[])[folder.Processor, config])
        {
            if (source?.Whole("image_seq_length") is { } said && said != _tokensOfTile)
                throw source.Wrong($"'image_seq_length' is {said}, and a tile of {_tile.Width} × {_tile.Height} makes {_tokensOfTile} tokens with the patches and downsample_ratio of config.json; the files belong to different models");
        }

        _thumbnail = config.Flag("use_thumbnail") ?? true;
        var least = file.Whole("min_patches", 1, 1024) ?? config.Whole("min_dynamic_patch", 1, 1024) ?? 1;
        var most = file.Whole("max_patches", 1, 1024) ?? config.Whole("max_dynamic_patch", 1, 1024) ?? 12;
        if (least > most)
            throw file.Wrong($"a picture is cut into at least {least} tiles and at most {most}; lower min_patches or raise max_patches");
        if ((most + 1L) * _tile.Width * _tile.Height * Channels > LargestPicture)
            throw file.Wrong($"'max_patches' is {most}, and so many tiles of {_tile.Width} × {_tile.Height} are more than a picture may take; lower it to {(LargestPicture / (_tile.Width * _tile.Height * Channels)) - 1}");
        _shapes = ShapesOf(least, most);
        _scale = new PixelScale(file, [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);
    }

    public override string ImageToken => "<IMG_CONTEXT>";

    public override string ImageText => "<img><IMG_CONTEXT></img>\n";

    public override string SizeRule => string.Create(CultureInfo.InvariantCulture, $"internvl {_tile.Width} {_tile.Height} {_shapes[0].Columns * _shapes[0].Rows} {_shapes[^1].Columns * _shapes[^1].Rows}");

    public override ImageSize FittedSize(ImageSize size)
    {
        var (columns, rows) = ShapeFor(size);
        return new ImageSize(columns * _tile.Width, rows * _tile.Height);
    }

    public override ImageGrid GridOf(ImageSize size)
    {
        var (columns, rows) = ShapeFor(size);
        var tiles = columns * rows;
        return new ImageGrid(_thumbnail && tiles > 1 ? tiles + 1 : tiles, _tile.Height / _patch, _tile.Width / _patch);
    }

    public override int TokensOf(ImageGrid grid) => grid.T * _tokensOfTile;

    public override PixelValues Process(RgbImage image)
    {
        var grid = GridOf(image.Size);
        var (columns, rows) = ShapeFor(image.Size);
        var tileValues = Channels * _tile.Width * _tile.Height;
        var values = GC.AllocateUninitializedArray<float>(grid.T * tileValues);
        var canvas = new ImageSize(columns * _tile.Width, rows * _tile.Height);
        var buffer = ArrayPool<byte>.Shared.Rent(canvas.Width * canvas.Height * Channels);
        BicubicResize.Resize(image.Pixels, image.Size, buffer.AsSpan(0, canvas.Width * canvas.Height * Channels), canvas);
        for (var tile = 0; tile < columns * rows; tile++)
            Cut(buffer, canvas.Width, tile % columns * _tile.Width, tile / columns * _tile.Height, values.AsSpan(tile * tileValues, tileValues));
        if (grid.T > columns * rows)
        {
            BicubicResize.Resize(image.Pixels, image.Size, buffer.AsSpan(0, tileValues), _tile);
            Cut(buffer, _tile.Width, 0, 0, values.AsSpan(columns * rows * tileValues));
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return new PixelValues(values, grid);
    }

    // downsample_ratio is one over the patches along a side that become one token.
    private int TokensOfTile(ModelJson config)
    {
        var ratio = config.Number("downsample_ratio") ?? 0.5;
        var merged = ratio is > 0 and <= 1 ? (int)Math.Min(Math.Round(1 / ratio), LargestSide) : 0;
        var (columns, rows) = (_tile.Width / _patch, _tile.Height / _patch);
        return merged > 0 && Math.Abs((ratio * merged) - 1) < 1e-6 && columns % merged == 0 && rows % merged == 0
            ? columns / merged * (rows / merged)
            : throw config.Wrong($"'downsample_ratio' is {ratio}, expected one over a divisor of {columns}, the patches along a tile's side");
    }

    // (channel, row, column)
    private void Cut(ReadOnlySpan<byte> canvas, int canvasWidth, int left, int top, Span<float> tile)
    {
        for (var channel = 0; channel < Channels; channel++)
        {
            var scale = _scale.Of(channel);
            for (var y = 0; y < _tile.Height; y++)
            {
                var line = tile.Slice(((channel * _tile.Height) + y) * _tile.Width, _tile.Width);
                var at = ((((top + y) * canvasWidth) + left) * Channels) + channel;
                for (var x = 0; x < line.Length; x++, at += Channels)
                    line[x] = scale[canvas[at]];
            }
        }
    }

    private (int Columns, int Rows) ShapeFor(ImageSize size)
    {
        if (size.Width < 1 || size.Height < 1)
            throw new ArgumentException($"a picture of {size.Width} × {size.Height} has no pixels");
        var aspect = (double)size.Width / size.Height;
        var area = (double)size.Width * size.Height;
        var best = (Columns: 1, Rows: 1);
        var leastDifference = double.PositiveInfinity;
        foreach (var shape in _shapes)
        {
            var difference = Math.Abs(aspect - ((double)shape.Columns / shape.Rows));
            // Of equal shapes the one with more tiles, as long as the picture fills more than half of it.
            if (difference < leastDifference || (difference == leastDifference && area > 0.5 * _tile.Width * _tile.Height * shape.Columns * shape.Rows))
                (best, leastDifference) = (shape, difference);
        }

        return best;
    }

    // By tiles, then by columns: the order decides between equals.
    private static (int Columns, int Rows)[] ShapesOf(int least, int most) =>
        [.. from columns in Enumerable.Range(1, most)
            from rows in Enumerable.Range(1, most / columns)
            where columns * rows >= least
            orderby columns * rows, columns
            select (columns, rows)];
}
