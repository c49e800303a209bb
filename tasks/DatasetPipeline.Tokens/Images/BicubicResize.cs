using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DatasetPipeline.Tokens;

/// <summary>
/// Pillow's bicubic resize of 8-bit RGB, bit for bit: along rows and along columns, rounded to 8 bits between.
/// The towers were trained on it; libvips' bicubic is another function.
/// </summary>
internal static class BicubicResize
{
    private const int Half = 1 << (ResizeWeights.Bits - 1);

    /// <summary>Fills <paramref name="target"/> (height, width, 3) of size <paramref name="to"/> from <paramref name="source"/> of size <paramref name="from"/>.</summary>
    public static void Resize(ReadOnlySpan<byte> source, ImageSize from, Span<byte> target, ImageSize to)
    {
        if (from == to)
        {
            source.CopyTo(target);
        }
        else if (from.Width == to.Width)
        {
            AlongColumns(source, target, to.Width * 3, new ResizeWeights(from.Height, to.Height));
        }
        else if (from.Height == to.Height)
        {
            AlongRows(source, from.Width, target, to.Width, from.Height);
        }
        else if (ColumnsFirst(from, to))
        {
            var between = ArrayPool<byte>.Shared.Rent(from.Width * 3 * to.Height);
            AlongColumns(source, between, from.Width * 3, new ResizeWeights(from.Height, to.Height));
            AlongRows(between, from.Width, target, to.Width, to.Height);
            ArrayPool<byte>.Shared.Return(between);
        }
        else
        {
            var between = ArrayPool<byte>.Shared.Rent(to.Width * 3 * from.Height);
            AlongRows(source, from.Width, between, to.Width, from.Height);
            AlongColumns(between, target, to.Width * 3, new ResizeWeights(from.Height, to.Height));
            ArrayPool<byte>.Shared.Return(between);
        }
    }

    // Since version 13 Pillow runs along columns first where the height loses more than twice what the width does.
    // As it rounds between the passes, their order shows.
    private static bool ColumnsFirst(ImageSize from, ImageSize to) =>
        to.Height < from.Height && from.Height - to.Height > 2 * (from.Width - to.Width);

    private static void AlongRows(ReadOnlySpan<byte> source, int fromWidth, Span<byte> target, int toWidth, int height)
    {
        var weights = new ResizeWeights(fromWidth, toWidth);
        // A pixel is read as four bytes: rows are read from a copy that is longer than they are.
        var padded = ArrayPool<byte>.Shared.Rent((fromWidth * 3) + 4);
        for (var y = 0; y < height; y++)
        {
            source.Slice(y * fromWidth * 3, fromWidth * 3).CopyTo(padded);
            Row(padded, target.Slice(y * toWidth * 3, toWidth * 3), weights);
        }

        ArrayPool<byte>.Shared.Return(padded);
    }

    private static void Row(ReadOnlySpan<byte> row, Span<byte> target, ResizeWeights weights)
    {
        ref var pixels = ref MemoryMarshal.GetReference(row);
        var first = weights.First;
        for (var x = 0; x < first.Length; x++)
        {
            var sum = Vector128.Create(Half);
            ref var pixel = ref Unsafe.Add(ref pixels, first[x] * 3);
            foreach (var weight in weights.Of(x))
            {
                var four = Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(ref pixel)).AsByte();
                sum += Vector128.WidenLower(Vector128.WidenLower(four)).AsInt32() * weight;
                pixel = ref Unsafe.Add(ref pixel, 3);
            }

            var rgb = Clip(sum);
            target[x * 3] = (byte)rgb[0];
            target[(x * 3) + 1] = (byte)rgb[1];
            target[(x * 3) + 2] = (byte)rgb[2];
        }
    }

    private static void AlongColumns(ReadOnlySpan<byte> source, Span<byte> target, int rowBytes, ResizeWeights weights)
    {
        for (var y = 0; y < weights.First.Length; y++)
        {
            var rows = source[(weights.First[y] * rowBytes)..];
            var row = target.Slice(y * rowBytes, rowBytes);
            var x = 0;
            for (; x <= rowBytes - Vector128<byte>.Count; x += Vector128<byte>.Count)
                Column(rows[x..], rowBytes, weights.Of(y)).CopyTo(row[x..]);
            for (; x < rowBytes; x++)
            {
                var sum = Half;
                var at = x;
                foreach (var weight in weights.Of(y))
                {
                    sum += rows[at] * weight;
                    at += rowBytes;
                }

                row[x] = (byte)Math.Clamp(sum >> ResizeWeights.Bits, 0, 255);
            }
        }
    }

    // Sixteen neighbouring bytes of a row, the colours side by side.
    private static Vector128<byte> Column(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<int> weights)
    {
        var (a, b, c, d) = (Vector128.Create(Half), Vector128.Create(Half), Vector128.Create(Half), Vector128.Create(Half));
        ref var at = ref MemoryMarshal.GetReference(rows);
        foreach (var weight in weights)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref at));
            var factor = Vector128.Create(weight);
            a += Vector128.WidenLower(low).AsInt32() * factor;
            b += Vector128.WidenUpper(low).AsInt32() * factor;
            c += Vector128.WidenLower(high).AsInt32() * factor;
            d += Vector128.WidenUpper(high).AsInt32() * factor;
            at = ref Unsafe.Add(ref at, rowBytes);
        }

        return Vector128.Narrow(Vector128.Narrow(Clip(a), Clip(b)).AsUInt16(), Vector128.Narrow(Clip(c), Clip(d)).AsUInt16());
    }

    private static Vector128<int> Clip(Vector128<int> sum) =>
        Vector128.Min(Vector128.Max(sum >> ResizeWeights.Bits, Vector128<int>.Zero), Vector128.Create(255));
}
