using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DatasetPipeline.Builds;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using NetVips;

namespace DatasetPipeline.Duplicates;

/// <summary>Pairs of pictures side by side, a row each: the earlier one on the left.</summary>
internal static class ContactSheet
{
    /// <summary>A picture of more could not be looked at.</summary>
    public const int RowsOfAPage = 25;

    private const int Width = 420;
    private const int Height = 280;
    private const int Border = 10;
    private static readonly double[] _ground = [205, 208, 213];

    /// <summary>The page of a row: <c>duplicates.png</c>, <c>duplicates-2.png</c>.</summary>
    public static string PageOf(string sheet, int row) => row < RowsOfAPage
        ? sheet
        : string.Create(CultureInfo.InvariantCulture, $"{Path.ChangeExtension(sheet, null)}-{(row / RowsOfAPage) + 1}.png");

    /// <summary>Writes the pages that differ and deletes those that are no more.</summary>
    /// <param name="sheet">The first page's path.</param>
    /// <param name="pairs">What goes on it.</param>
    /// <param name="files">The dataset's files.</param>
    /// <param name="hashOf">A picture's SHA-256 by its path under images/.</param>
    public static void Write(string sheet, IReadOnlyList<AlikeRecords> pairs, DatasetFiles files, Func<string, byte[]> hashOf)
    {
        // What is on the sheet is written down, so that it is drawn anew only when that changes.
        var drawn = sheet + ".txt";
        var content = string.Concat(pairs.Select(pair => $"{Convert.ToHexStringLower(hashOf(pair.Earlier.Picture!))} {Convert.ToHexStringLower(hashOf(pair.Later.Picture!))}\n"));
        var pages = pairs.Chunk(RowsOfAPage).Select((rows, page) => (Path: PageOf(sheet, page * RowsOfAPage), rows)).ToList();
        if (pages.TrueForAll(page => File.Exists(page.Path)) && File.Exists(drawn) && File.ReadAllText(drawn) == content)
            return;
        File.Delete(drawn);
        foreach (var (path, rows) in pages)
            WholeFile.WriteIfDifferent(path, Page(rows, files));
        foreach (var old in Directory.Exists(Path.GetDirectoryName(sheet)) ? Directory.EnumerateFiles(Path.GetDirectoryName(sheet)!, $"{Path.GetFileNameWithoutExtension(sheet)}*.png").Except(pages.Select(page => page.Path)).ToList() : [])
            File.Delete(old);
        if (pages.Count > 0)
            WholeFile.WriteIfDifferent(drawn, Encoding.ASCII.GetBytes(content));
    }

    private static byte[] Page(AlikeRecords[] rows, DatasetFiles files)
    {
        var cells = rows.SelectMany(row => new[] { row.Earlier, row.Later }).AsParallel().AsOrdered().Select(record => Cell(files.FullPath(record.Picture!))).ToArray();
        try
        {
            using var page = Image.Arrayjoin(cells, across: 2);
            return page.PngsaveBuffer(compression: 6, keep: Enums.ForeignKeep.None);
        }
        finally
        {
            foreach (var cell in cells)
                cell.Dispose();
        }
    }

    private static Image Cell(string path)
    {
        var file = PictureFile.Read(path);
        return PictureDecoder.Open(file)
            .Then(PictureColors.ToSrgb)
            .Then(image => image.Resize(Math.Min(1, Math.Min((double)Width / image.Width, (double)Height / image.Height))))
            .Then(image => image.Embed((Width - image.Width) / 2 + Border, (Height - image.Height) / 2 + Border, Width + (2 * Border), Height + (2 * Border), extend: Enums.Extend.Background, background: _ground))
            .Then(image => image.CopyMemory());
    }
}
