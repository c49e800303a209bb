using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DatasetPipeline.Models.Kernels;

/// <summary>
/// The product of matrices of float32, six rows and two vectors of columns at a time. Each number is the sum of its products one
/// after the other, each added without rounding it first, so that it has the same bits on every processor, with vectors of any
/// length and with any number of threads.
/// </summary>
internal static unsafe class Tiles
{
    private const int Rows = 6;

    // Of the right matrix, what is multiplied with all rows before the next is fetched: it stays in a core's second cache.
    private const long Depth = 512;
    private const long Packed = 1 << 16;

    [ThreadStatic]
    private static float* _buffer;

    /// <summary>c = start + a b for each of a batch, divided among libtorch's threads.</summary>
    /// <param name="size">Rows of a, columns of a, columns of b.</param>
    /// <param name="a">The left matrices.</param>
    /// <param name="b">The right matrices.</param>
    /// <param name="c">Where the products go, side by side, row after row.</param>
    /// <param name="start">What each product begins with: a row for all rows, or as c; zero is nothing.</param>
    /// <param name="startStride">From one row of it to the next; 0 where one serves all.</param>
    public static void Multiply((long Rows, long Depth, long Columns) size, Operand a, Operand b, nint c, nint start, long startStride)
    {
        if (Vector512.IsHardwareAccelerated)
            Multiply<Vector512<float>, Wide512>(size, a, b, (float*)c, (float*)start, startStride);
        else
            Multiply<Vector256<float>, Wide256>(size, a, b, (float*)c, (float*)start, startStride);
    }

    private static void Multiply<TVector, TWide>((long Rows, long Depth, long Columns) size, Operand a, Operand b, float* c, float* start, long startStride)
        where TVector : struct
        where TWide : IWide<TVector>
    {
        const long Balanced = 8;
        var width = 2L * TWide.Count;
        var (panels, tiles, batch) = ((size.Columns + width - 1) / width, (size.Rows + Rows - 1) / Rows, a.Offsets.Length);
        // A thread has some of the columns, for which it orders its part of the right matrix; or of few columns some of the rows.
        if (batch * panels >= Balanced || panels >= tiles)
            Team.Run(batch * panels, width * size.Rows * size.Depth / 8, (first, end) => Each(panels, first, end, (i, from, to) => Part<TVector, TWide>(size, At(i), 0, tiles, from, to)));
        else
            Team.Run(batch * tiles, Rows * size.Columns * size.Depth / 8, (first, end) => Each(tiles, first, end, (i, from, to) => Part<TVector, TWide>(size, At(i), from, to, 0, panels)));

        Place At(long i) => new(
            (float*)a.Address + a.Offsets[i], (nint)a.RowStride, (nint)a.ColumnStride,
            (float*)b.Address + b.Offsets[i], (nint)b.RowStride, (nint)b.ColumnStride,
            c + (i * size.Rows * size.Columns), start, (nint)startStride);
    }

    // [first, end) of parts that lie in matrices of `each` parts.
    private static void Each(long each, long first, long end, Action<long, long, long> part)
    {
        for (var i = first / each; first < end; i++)
        {
            var last = Math.Min(end, (i + 1) * each);
            part(i, first - (i * each), last - (i * each));
            first = last;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part<TVector, TWide>((long Rows, long Depth, long Columns) size, Place at, long firstTile, long endTile, long firstPanel, long endPanel)
        where TVector : struct
        where TWide : IWide<TVector>
    {
        var width = 2 * TWide.Count;
        if (_buffer is null)
            _buffer = (float*)NativeMemory.AlignedAlloc((nuint)(Packed * sizeof(float)), 64); // for as long as the thread lives
        var buffer = _buffer;
        var edge = stackalloc float[Rows * width];
        var together = Math.Max(1, Packed / (Depth * width));
        for (var panel = firstPanel; panel < endPanel; panel += together)
        {
            var last = Math.Min(endPanel, panel + together);
            for (long from = 0; from == 0 || from < size.Depth; from += Depth)
            {
                var depth = Math.Min(Depth, size.Depth - from);
                for (var p = panel; p < last; p++)
                    Pack(at.B + ((nint)from * at.BRow) + ((nint)(p * width) * at.BColumn), at.BRow, at.BColumn, depth, (int)Math.Min(width, size.Columns - (p * width)), width, buffer + ((p - panel) * depth * width));
                for (var tile = firstTile; tile < endTile; tile++)
                {
                    var (row, rows) = ((nint)(tile * Rows), (int)Math.Min(Rows, size.Rows - (tile * Rows)));
                    var left = at.A + (row * at.ARow) + ((nint)from * at.AColumn);
                    for (var p = panel; p < last; p++)
                    {
                        var (column, columns) = ((nint)(p * width), (int)Math.Min(width, size.Columns - (p * width)));
                        var target = at.C + (row * (nint)size.Columns) + column;
                        var begin = from > 0 ? target : at.Start is null ? null : at.Start + (row * at.StartRow) + column;
                        var beginStride = from > 0 ? (nint)size.Columns : at.StartRow;
                        var packed = buffer + ((p - panel) * depth * width);
                        if (columns == width)
                        {
                            Tile<TVector, TWide>(left, at.ARow, at.AColumn, rows, packed, depth, begin, beginStride, target, (nint)size.Columns);
                            continue;
                        }

                        if (begin is not null)
                        {
                            for (var i = 0; i < rows; i++)
                                new ReadOnlySpan<float>(begin + (i * beginStride), columns).CopyTo(new(edge + (i * width), columns));
                        }

                        Tile<TVector, TWide>(left, at.ARow, at.AColumn, rows, packed, depth, begin is null ? null : edge, width, edge, width);
                        for (var i = 0; i < rows; i++)
                            new ReadOnlySpan<float>(edge + (i * width), columns).CopyTo(new(target + (i * (nint)size.Columns), columns));
                    }
                }
            }
        }
    }

    // Six rows of the left matrix times one panel of the right one. Of fewer rows the last is computed again, and not written.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TVector, TWide>(float* a, nint aRow, nint aColumn, int rows, float* b, long depth, float* start, nint startRow, float* c, nint cRow)
        where TVector : struct
        where TWide : IWide<TVector>
    {
        var last = rows - 1;
        var a0 = a;
        var a1 = a + (Math.Min(1, last) * aRow);
        var a2 = a + (Math.Min(2, last) * aRow);
        var a3 = a + (Math.Min(3, last) * aRow);
        var a4 = a + (Math.Min(4, last) * aRow);
        var a5 = a + (Math.Min(5, last) * aRow);
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        TVector c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        if (start is not null)
        {
            (c00, c01) = (TWide.Load(start), TWide.Load(start + TWide.Count));
            start += last >= 1 ? startRow : 0;
            (c10, c11) = (TWide.Load(start), TWide.Load(start + TWide.Count));
            start += last >= 2 ? startRow : 0;
            (c20, c21) = (TWide.Load(start), TWide.Load(start + TWide.Count));
            start += last >= 3 ? startRow : 0;
            (c30, c31) = (TWide.Load(start), TWide.Load(start + TWide.Count));
            start += last >= 4 ? startRow : 0;
            (c40, c41) = (TWide.Load(start), TWide.Load(start + TWide.Count));
            start += last >= 5 ? startRow : 0;
            (c50, c51) = (TWide.Load(start), TWide.Load(start + TWide.Count));
        }

        for (nint at = 0, k = 0; k < (nint)depth; k++, at += aColumn, b += 2 * TWide.Count)
        {
            var (b0, b1) = (TWide.Load(b), TWide.Load(b + TWide.Count));
            var x = TWide.Create(a0[at]);
            c00 = TWide.MultiplyAdd(x, b0, c00);
            c01 = TWide.MultiplyAdd(x, b1, c01);
            x = TWide.Create(a1[at]);
            c10 = TWide.MultiplyAdd(x, b0, c10);
            c11 = TWide.MultiplyAdd(x, b1, c11);
            x = TWide.Create(a2[at]);
            c20 = TWide.MultiplyAdd(x, b0, c20);
            c21 = TWide.MultiplyAdd(x, b1, c21);
            x = TWide.Create(a3[at]);
            c30 = TWide.MultiplyAdd(x, b0, c30);
            c31 = TWide.MultiplyAdd(x, b1, c31);
            x = TWide.Create(a4[at]);
            c40 = TWide.MultiplyAdd(x, b0, c40);
            c41 = TWide.MultiplyAdd(x, b1, c41);
            x = TWide.Create(a5[at]);
            c50 = TWide.MultiplyAdd(x, b0, c50);
            c51 = TWide.MultiplyAdd(x, b1, c51);
        }

        Write<TVector, TWide>(c, c00, c01);
        if (rows > 1)
            Write<TVector, TWide>(c + cRow, c10, c11);
        if (rows > 2)
            Write<TVector, TWide>(c + (2 * cRow), c20, c21);
        if (rows > 3)
            Write<TVector, TWide>(c + (3 * cRow), c30, c31);
        if (rows > 4)
            Write<TVector, TWide>(c + (4 * cRow), c40, c41);
        if (rows > 5)
            Write<TVector, TWide>(c + (5 * cRow), c50, c51);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TVector, TWide>(float* c, TVector first, TVector second)
        where TVector : struct
        where TWide : IWide<TVector>
    {
        TWide.Store(c, first);
        TWide.Store(c + TWide.Count, second);
    }

    // (depth, columns) with these strides → (depth, width), the rest zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(float* from, nint rowStride, nint columnStride, long depth, int columns, int width, float* to)
    {
        if (columns < width)
            new Span<float>(to, checked((int)(depth * width))).Clear();
        if (columnStride == 1)
        {
            for (var k = 0L; k < depth; k++)
                new ReadOnlySpan<float>(from + ((nint)k * rowStride), columns).CopyTo(new(to + (k * width), columns));
            return;
        }

        var column = 0;
        if (Avx.IsSupported && rowStride == 1)
        {
            for (; column + 8 <= columns; column += 8)
            {
                var k = 0L;
                for (; k + 8 <= depth; k += 8)
                    Turn(from + (column * columnStride) + k, columnStride, to + (k * width) + column, width);
                for (; k < depth; k++)
                {
                    for (var j = column; j < column + 8; j++)
                        to[(k * width) + j] = from[(j * columnStride) + (nint)k];
                }
            }
        }

        for (; column < columns; column++)
        {
            for (var k = 0L; k < depth; k++)
                to[(k * width) + column] = from[(column * columnStride) + ((nint)k * rowStride)];
        }
    }

    // Eight rows of eight become columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(float* from, nint stride, float* to, nint width)
    {
        var (r0, r1, r2, r3) = (Avx.LoadVector256(from), Avx.LoadVector256(from + stride), Avx.LoadVector256(from + (2 * stride)), Avx.LoadVector256(from + (3 * stride)));
        var (r4, r5, r6, r7) = (Avx.LoadVector256(from + (4 * stride)), Avx.LoadVector256(from + (5 * stride)), Avx.LoadVector256(from + (6 * stride)), Avx.LoadVector256(from + (7 * stride)));
        var (t0, t1, t2, t3) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1), Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
        var (t4, t5, t6, t7) = (Avx.UnpackLow(r4, r5), Avx.UnpackHigh(r4, r5), Avx.UnpackLow(r6, r7), Avx.UnpackHigh(r6, r7));
        var (u0, u1, u2, u3) = (Avx.Shuffle(t0, t2, 0x44), Avx.Shuffle(t0, t2, 0xEE), Avx.Shuffle(t1, t3, 0x44), Avx.Shuffle(t1, t3, 0xEE));
        var (u4, u5, u6, u7) = (Avx.Shuffle(t4, t6, 0x44), Avx.Shuffle(t4, t6, 0xEE), Avx.Shuffle(t5, t7, 0x44), Avx.Shuffle(t5, t7, 0xEE));
        Avx.Store(to, Avx.Permute2x128(u0, u4, 0x20));
        Avx.Store(to + width, Avx.Permute2x128(u1, u5, 0x20));
        Avx.Store(to + (2 * width), Avx.Permute2x128(u2, u6, 0x20));
        Avx.Store(to + (3 * width), Avx.Permute2x128(u3, u7, 0x20));
        Avx.Store(to + (4 * width), Avx.Permute2x128(u0, u4, 0x31));
        Avx.Store(to + (5 * width), Avx.Permute2x128(u1, u5, 0x31));
        Avx.Store(to + (6 * width), Avx.Permute2x128(u2, u6, 0x31));
        Avx.Store(to + (7 * width), Avx.Permute2x128(u3, u7, 0x31));
    }

    /// <summary>Matrices of one shape in memory.</summary>
    /// <param name="Address">Where the numbers are counted from.</param>
    /// <param name="Offsets">Where each matrix begins, in numbers.</param>
    /// <param name="RowStride">From one row to the next.</param>
    /// <param name="ColumnStride">From one column to the next.</param>
    public readonly record struct Operand(nint Address, long[] Offsets, long RowStride, long ColumnStride);

    private readonly struct Place(float* a, nint aRow, nint aColumn, float* b, nint bRow, nint bColumn, float* c, float* start, nint startRow)
    {
        public readonly float* A = a;
        public readonly nint ARow = aRow;
        public readonly nint AColumn = aColumn;
        public readonly float* B = b;
        public readonly nint BRow = bRow;
        public readonly nint BColumn = bColumn;
        public readonly float* C = c;
        public readonly float* Start = start;
        public readonly nint StartRow = startRow;
    }

    private readonly struct Wide256 : IWide<Vector256<float>>
    {
        public static int Count => 8;

        public static Vector256<float> Load(float* from) => Vector256.Load(from);

        public static Vector256<float> Create(float value) => Vector256.Create(value);

        public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> sum) => Vector256.FusedMultiplyAdd(x, y, sum);

        public static void Store(float* to, Vector256<float> value) => value.Store(to);
    }

    private readonly struct Wide512 : IWide<Vector512<float>>
    {
        public static int Count => 16;

        public static Vector512<float> Load(float* from) => Vector512.Load(from);

        public static Vector512<float> Create(float value) => Vector512.Create(value);

        public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> sum) => Vector512.FusedMultiplyAdd(x, y, sum);

        public static void Store(float* to, Vector512<float> value) => value.Store(to);
    }

    private interface IWide<TVector>
        where TVector : struct
    {
        static abstract int Count { get; }

        static abstract TVector Load(float* from);

        static abstract TVector Create(float value);

        static abstract TVector MultiplyAdd(TVector x, TVector y, TVector sum);

        static abstract void Store(float* to, TVector value);
    }
}
