using System.Globalization;
using DatasetPipeline.Images;
using DatasetPipeline.Images.Lettering;
using NetVips;

namespace DatasetPipeline.Reports;

/// <summary>A contact sheet as a picture: number and name over each picture, what is said under it.</summary>
internal static class SheetPicture
{
    private const int Border = 10;
    private const int NameSize = 20;
    private const int TextSize = 18;
    private const int LineHeight = 26;
    private const int MostLines = 4;
    private const int LongestText = 600;

    private static readonly double[] Ground = [205, 208, 213];
    private static readonly MarkColor Ink = new(30, 32, 36);

    /// <summary>The records in their order, row by row; an empty place with the reason for one that has no picture.</summary>
    public static byte[] Of(IReadOnlyList<SheetRecord> records)
    {
        var height = records.Select(record => record.Picture).OfType<byte[]>().Select(HeightOf).DefaultIfEmpty(Sheet.PictureHeight / 4).Max();
        var texts = records.Select(record => Shortened(TextOf(record), TextSize, MostLines)).ToList();
        var lines = texts.Select(text => text.Count).DefaultIfEmpty(0).Max();
        Image[] cells = records.Count == 0
            ? [Blank(Sheet.PictureWidth, height)]
            : [.. records.Select((record, index) => Cell(record, string.Create(CultureInfo.InvariantCulture, $"{index + 1}  {record.Name}"), texts[index], height, lines))];
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

    private static string TextOf(SheetRecord record) => record.IsPersonal
        ? "The text is not shown, as it holds personal data."
        : record.Record.Caption ?? record.Record.Messages.LastOrDefault()?.Content ?? "";

    private static Image Cell(SheetRecord record, string name, IReadOnlyList<string> text, int pictureHeight, int mostLines)
    {
        var top = Border + LineHeight + (Border / 2);
        var (width, height) = (Sheet.PictureWidth + (2 * Border), top + pictureHeight + (Border / 2) + (mostLines * LineHeight) + Border);
        using var picture = record.Picture is { } content ? Image.PngloadBuffer(content) : Blank(Sheet.PictureWidth, Sheet.PictureHeight / 4);
        using var cell = picture.Copy(interpretation: Enums.Interpretation.Srgb)
            .Then(image => image.Embed((width - image.Width) / 2, top, width, height, extend: Enums.Extend.Background, background: Ground));
        var canvas = new Canvas(cell);
        Write(canvas, Shortened(name, NameSize, 1), Border, NameSize);
        if (record.Problem is { } problem)
            Write(canvas, Shortened(problem, TextSize, MostLines), top, TextSize);
        // Right under its own picture, which may be lower than its neighbours'.
        Write(canvas, text, top + picture.Height + (Border / 2), TextSize);
        return canvas.ToImage().Then(image => image.CopyMemory());
    }

    private static Image Blank(int width, int height) => Image.Black(width, height, bands: 3).Then(image => image.Linear([1, 1, 1], [235, 235, 235], uchar: true));

    private static void Write(Canvas canvas, IReadOnlyList<string> lines, int top, int size)
    {
        for (var i = 0; i < lines.Count; i++)
            canvas.Paint(Coverage.Of(Lines.Draw(lines[i], Border + 2, top + (i * LineHeight) + size, size).ToList(), canvas.Width, canvas.Height), Ink);
    }

    // Of a long text its beginning.
    private static List<string> Shortened(string text, int size, int most)
    {
        const int Width = Sheet.PictureWidth - 4;
        var isLong = text.Length > LongestText;
        var lines = Lines.Of(Lines.Drawable(isLong ? text[..LongestText] : text), size, Width).Where(line => line.Length > 0).ToList();
        if (lines.Count == 0 || (lines.Count <= most && !isLong))
            return lines;
        lines = lines.Take(most).ToList();
        while (lines[^1].Length > 0 && Lines.WidthOf(lines[^1] + "…", size) > Width)
            lines[^1] = lines[^1][..^1].TrimEnd();
        lines[^1] += "…";
        return lines;
    }
}
