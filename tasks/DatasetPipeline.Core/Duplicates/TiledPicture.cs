namespace DatasetPipeline.Duplicates;

/// <summary>A picture as it is compared: its brightness, small, and how much contrast each of its tiles has.</summary>
/// <param name="Gray">Its longest side has at most <see cref="Side"/> pixels.</param>
/// <param name="Columns">Tiles beside one another.</param>
/// <param name="Rows">Tiles below one another.</param>
/// <param name="Variances">Of each tile's brightness, row by row.</param>
internal sealed record TiledPicture(GrayImage Gray, int Columns, int Rows, double[] Variances)
{
    /// <summary>The longest side of the pictures that are compared: letters are still told apart.</summary>
    public const int Side = 512;

    /// <summary>The side of a tile.</summary>
    public const int Tile = 16;

    /// <summary>A tile of less contrast shows nothing.</summary>
    public const double LeastVariance = 25;

    // A tile's hash is of so many cells in each direction, in so large steps of brightness.
    private const int Cells = 4;
    private const int Step = 24;

    /// <summary>From the picture in its own size.</summary>
    public static TiledPicture Of(GrayImage picture)
    {
        var gray = picture.Shrink(GrayImage.ScaleTo(Side, picture.Width, picture.Height));
        var (columns, rows) = (gray.Width / Tile, gray.Height / Tile);
        var variances = new double[columns * rows];
        for (var i = 0; i < variances.Length; i++)
            variances[i] = VarianceAt(gray, i % columns * Tile, i / columns * Tile);
        return new(gray, columns, rows, variances);
    }

    /// <summary>Whether a tile shows something.</summary>
    public bool Shows(int tile) => Variances[tile] >= LeastVariance;

    /// <summary>How many tiles show something.</summary>
    public int Showing => Variances.Count(variance => variance >= LeastVariance);

    /// <summary>A number for what each tile shows, row by row: 0 where it shows nothing.</summary>
    public ushort[] Hashes()
    {
        var hashes = new ushort[Variances.Length];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = Shows(i) ? HashAt(i % Columns * Tile, i / Columns * Tile) : (ushort)0;
        return hashes;
    }

    private ushort HashAt(int left, int top)
    {
        const int Cell = Tile / Cells;
        var hash = 2166136261u;
        for (var cell = 0; cell < Cells * Cells; cell++)
        {
            var sum = 0;
            for (var y = 0; y < Cell; y++)
            {
                foreach (var value in Gray.Pixels.AsSpan(((top + (cell / Cells * Cell) + y) * Gray.Width) + left + (cell % Cells * Cell), Cell))
                    sum += value;
            }

            // FNV-1a.
            hash = (hash ^ (uint)(sum / (Cell * Cell * Step))) * 16777619;
        }

        return (ushort)Math.Max(1, (hash >> 16) ^ (hash & 0xFFFF));
    }

    private static double VarianceAt(GrayImage image, int x, int y)
    {
        var (sum, squares) = (0L, 0L);
        for (var row = y; row < y + Tile; row++)
        {
            foreach (var value in image.Pixels.AsSpan((row * image.Width) + x, Tile))
            {
                sum += value;
                squares += value * value;
            }
        }

        var mean = (double)sum / (Tile * Tile);
        return ((double)squares / (Tile * Tile)) - (mean * mean);
    }
}
