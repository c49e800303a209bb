using DatasetPipeline.Images.Embedded;

namespace DatasetPipeline.Images;

/// <summary>A JPEG's segments.</summary>
internal static class JpegFile
{
    /// <summary>The marker of the segment that pixels follow.</summary>
    public const string Scan = "DA";

    /// <summary>The last marker.</summary>
    public const string End = "D9";

    private const int Window = 1 << 16;

    /// <summary>The segments between the first marker and the end, or what is none; what follows a scan's is one without a marker.</summary>
    public static IEnumerable<FileBlock> Segments(Section file)
    {
        var at = 2L;
        while (file.Bytes(at, 4) is [0xFF, var marker, ..] head)
        {
            // Any number of them may stand before a marker.
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var kind = marker.ToString("X2");
            if (kind == End)
                yield return new(kind, at, at + 2, 0, at + 2);
            if (kind == End || head.Length < 4)
                yield break;
            var length = (head[2] << 8) | head[3];
            yield return new(kind, at, at + 4, length - 2, at + 2 + Math.Max(2, length));
            at += 2 + Math.Max(2, length);
            if (kind != Scan)
                continue;
            var end = EndOfScan(file, at);
            yield return new("", at, at, end - at, end);
            at = end;
        }
    }

    // Within a scan 0xFF is followed by 0 or by a restart's number.
    private static long EndOfScan(Section file, long at)
    {
        while (file.Bytes(at, Window) is { Length: > 1 } window)
        {
            var i = 0;
            while (window.AsSpan(i).IndexOf((byte)0xFF) is >= 0 and var next && i + next + 1 < window.Length)
            {
                i += next;
                if (window[i + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
                    return at + i;
                i += 2;
            }

            // The last byte may be the first of two.
            at += Math.Max(i, window.Length - 1);
        }

        return file.Length;
    }
}
