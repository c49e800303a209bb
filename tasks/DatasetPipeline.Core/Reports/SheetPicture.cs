using System.Globalization;
using DatasetPipeline.Images;
using NetVips;

namespace DatasetPipeline.Reports;

/// <summary>A contact sheet as a picture.</summary>
internal static class SheetPicture
{
    private const int Border = 10;
    private const int NumberHeight = 30;
    private const int Dot = 3;

    private static readonly double[] Ground = [205, 208, 213];

    // Five by seven dots, a row a character.
    private static readonly string[] Digits =
    [
        "01110 10001 10011 10101 11001 10001 01110", "00100 01100 00100 00100 00100 00100 01110", "01110 10001 00001 00010 00100 01000 11111",
        "11111 00010 00100 00010 00001 10001 01110", "00010 00110 01010 10010 11111 00010 00010", "11111 10000 11110 00001 00001 10001 01110",
        "00110 01000 10000 11110 10001 10001 01110", "11111 00001 00010 00100 01000 01000 01000", "01110 10001 10001 01110 10001 10001 01110",
        "01110 10001 10001 01111 00001 00010 01100",
    ];

    /// <summary>The pictures in their order, row by row; an empty place for each that is null.</summary>
    public static byte[] Of(IReadOnlyList<byte[]?> pictures)
    {
        var height = pictures.OfType<byte[]>().Select(HeightOf).DefaultIfEmpty(Sheet.PictureHeight / 4).Max();
        var cells = (pictures.Count == 0 ? [null] : pictures).Select((picture, index) => Cell(picture, pictures.Count == 0 ? null : index + 1, height)).ToArray();
        try
        {
            using var sheet = Image.Arrayjoin(cells, across: (int)Math.Ceiling(Math.Sqrt(cells.Length)));
            return sheet.PngsaveBuffer(compression: 6, keep: Enums.ForeignKeep.None);
        }
        finally
        {
            foreach (var cell in cells)
                cell.Dispose();
        }
    }

    // It stands at the beginning of the PNG.
    private static int HeightOf(byte[] png) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20));

    private static Image Cell(byte[]? content, int? number, int pictureHeight)
    {
        var (width, height) = (Sheet.PictureWidth + (2 * Border), pictureHeight + NumberHeight + (2 * Border));
        using var picture = content is null ? Image.Black(Sheet.PictureWidth, Sheet.PictureHeight / 4, bands: 3).Then(image => image.Linear([1, 1, 1], [235, 235, 235])).Then(image => image.Cast(Enums.BandFormat.Uchar)) : Image.PngloadBuffer(content);
        var cell = picture.Copy(interpretation: Enums.Interpretation.Srgb).Then(image => image.Embed((width - image.Width) / 2, Border + NumberHeight, width, height, extend: Enums.Extend.Background, background: Ground));
        if (number is { } written)
        {
            using var text = Number(written);
            cell = cell.Then(image => image.Insert(text, Border, Border));
        }

        return cell.Then(image => image.CopyMemory());
    }

    private static Image Number(int number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        var (width, height) = (((digits.Length * 6) - 1) * Dot, 7 * Dot);
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (place, column) = (x / (6 * Dot), x / Dot % 6);
                var isInk = column < 5 && Digits[digits[place] - '0'][(y / Dot * 6) + column] == '1';
                for (var band = 0; band < 3; band++)
                    pixels[(((y * width) + x) * 3) + band] = (byte)(isInk ? 30 : Ground[band]);
            }
        }

        using var raw = Image.NewFromMemory(pixels, width, height, 3, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb).Then(image => image.CopyMemory());
    }
}
