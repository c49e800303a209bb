namespace DatasetPipeline.Images;

/// <summary>
/// How much of each pixel a shape covers, 0 to 255: the exact area under the outline, so edges are antialiased without
/// samples and the same on every machine.
/// </summary>
internal sealed class Coverage
{
    private readonly byte[] _values;

    private Coverage(int left, int top, int right, int bottom)
    {
        (Left, Top, Width, Height) = (left, top, Math.Max(0, right - left), Math.Max(0, bottom - top));
        _values = new byte[Width * Height];
    }

    public int Left { get; }

    public int Top { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The union of the shapes, clipped to a picture's size.</summary>
    public static Coverage Of(IReadOnlyList<Outline> shapes, int width, int height)
    {
        var edges = shapes.SelectMany(s => s.Edges);
        double left = width, top = height, right = 0, bottom = 0;
        foreach (var edge in edges)
        {
            left = Math.Min(left, Math.Min(edge.X0, edge.X1));
            right = Math.Max(right, Math.Max(edge.X0, edge.X1));
            top = Math.Min(top, Math.Min(edge.Y0, edge.Y1));
            bottom = Math.Max(bottom, Math.Max(edge.Y0, edge.Y1));
        }

        var coverage = new Coverage(
            Math.Max(0, (int)Math.Floor(left)), Math.Max(0, (int)Math.Floor(top)),
            Math.Min(width, (int)Math.Ceiling(right)), Math.Min(height, (int)Math.Ceiling(bottom)));
        foreach (var shape in shapes)
            coverage.Add(shape);
        return coverage;
    }

    public ReadOnlySpan<byte> Row(int y) => _values.AsSpan((y - Top) * Width, Width);

    /// <summary>
    /// Each edge adds, to every pixel right of it, the height that it crosses in the pixel's row, downwards positive and
    /// upwards negative; the running sum along a row is then the area inside. Shapes that overlap keep the greater value:
    /// a sum would fatten the antialiased edges where the pieces of one line meet.
    /// </summary>
    private void Add(Outline shape)
    {
        if (shape.Edges.Count == 0)
            return;
        double left = double.MaxValue, right = double.MinValue, upper = double.MaxValue, lower = double.MinValue;
        foreach (var edge in shape.Edges)
        {
            (left, right) = (Math.Min(left, Math.Min(edge.X0, edge.X1)), Math.Max(right, Math.Max(edge.X0, edge.X1)));
            (upper, lower) = (Math.Min(upper, Math.Min(edge.Y0, edge.Y1)), Math.Max(lower, Math.Max(edge.Y0, edge.Y1)));
        }

        // One past the ends: an edge on a pixel's right border leaves its share in the next pixel.
        int from = (int)Math.Floor(left), to = (int)Math.Ceiling(right);
        int top = Math.Max(Top, (int)Math.Floor(upper)), bottom = Math.Min(Top + Height, (int)Math.Ceiling(lower));
        if (top >= bottom)
            return;
        var (starts, crossing) = ByRow(shape.Edges, top, bottom);
        var changes = new double[to - from + 2];

        for (var y = top; y < bottom; y++)
        {
            var (first, end) = (changes.Length, 0);
            foreach (var edge in crossing.AsSpan(starts[y - top]..starts[y - top + 1]))
                AddEdge(changes, from, y, shape.Edges[edge], ref first, ref end);

            // Left and right of its edges nothing is inside a closed outline.
            var row = _values.AsSpan((y - Top) * Width, Width);
            var area = 0.0;
            for (var x = from + first; x < Math.Min(to, from + end); x++)
            {
                area += changes[x - from];
                if (x < Left || x >= Left + Width)
                    continue;
                var value = (byte)((Math.Min(1, Math.Abs(area)) * 255) + 0.5);
                row[x - Left] = Math.Max(row[x - Left], value);
            }

            if (first < end)
                changes.AsSpan(first..end).Clear();
        }
    }

    /// <summary>The edges that cross each row, in their order: a letter has hundreds, and a row crosses few.</summary>
    private static (int[] Starts, int[] Edges) ByRow(IReadOnlyList<Edge> edges, int top, int bottom)
    {
        var starts = new int[bottom - top + 1];
        foreach (var edge in edges)
        {
            var (first, last) = Rows(edge);
            for (var y = first; y < last; y++)
                starts[y - top + 1]++;
        }

        for (var row = 1; row < starts.Length; row++)
            starts[row] += starts[row - 1];
        var (crossing, next) = (new int[starts[^1]], starts[..^1]);
        for (var i = 0; i < edges.Count; i++)
        {
            var (first, last) = Rows(edges[i]);
            for (var y = first; y < last; y++)
                crossing[next[y - top]++] = i;
        }

        return (starts, crossing);

        (int First, int Last) Rows(Edge edge) => (
            Math.Max(top, (int)Math.Floor(Math.Min(edge.Y0, edge.Y1))), Math.Min(bottom, (int)Math.Ceiling(Math.Max(edge.Y0, edge.Y1))));
    }

    private static void AddEdge(double[] changes, int from, int y, Edge edge, ref int touched, ref int end)
    {
        var (x0, y0, x1, y1, sign) = edge.Y0 < edge.Y1
            ? (edge.X0, edge.Y0, edge.X1, edge.Y1, 1.0)
            : (edge.X1, edge.Y1, edge.X0, edge.Y0, -1.0);
        double upper = Math.Max(y0, y), lower = Math.Min(y1, y + 1);
        if (upper >= lower)
            return;

        var slope = (x1 - x0) / (y1 - y0);
        var a = x0 + ((upper - y0) * slope) - from;
        var b = x0 + ((lower - y0) * slope) - from;
        // Rounding may carry an end a hair over the outline's own bounds.
        var xl = Math.Clamp(Math.Min(a, b), 0, changes.Length - 2);
        var xr = Math.Clamp(Math.Max(a, b), 0, changes.Length - 2);
        var height = (lower - upper) * sign;

        var first = (int)xl;
        (touched, end) = (Math.Min(touched, first), Math.Max(end, Math.Min(changes.Length, (int)xr + 3)));
        if (xr <= first + 1)
        {
            AddPiece(changes, first, height, xl, xr);
            return;
        }

        for (var i = first; i < xr; i++)
        {
            double left = Math.Max(xl, i), right = Math.Min(xr, i + 1);
            AddPiece(changes, i, height * (right - left) / (xr - xl), left, right);
        }
    }

    /// <summary>A piece of an edge within one pixel: the part of the pixel right of it now, the rest from the next pixel on.</summary>
    private static void AddPiece(double[] changes, int pixel, double height, double left, double right)
    {
        var share = ((left + right) / 2) - pixel;
        changes[pixel] += height * (1 - share);
        changes[pixel + 1] += height * share;
    }
}
