using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DatasetPipeline.Builds;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using NetVips;

namespace DatasetPipeline.Duplicates;

/// <summary>Pairs of pictures side by side, a row each: the earlier one on the left. What a record redacts or crops away is on none.</summary>
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
    /// <param name="dataset">The dataset that they are of.</param>
    /// <param name="hashOf">A picture's SHA-256 by its path under images/.</param>
    public static void Write(string sheet, IReadOnlyList<AlikeRecords> pairs, Dataset dataset, Func<string, byte[]> hashOf)
    {
        // What is on the sheet is written down, so that it is drawn anew only when that changes.
        var drawn = sheet + ".txt";
        var content = string.Concat(pairs.Select(pair => $"{NameOf(pair.Earlier)} {NameOf(pair.Later)}\n"));
        var pages = pairs.Chunk(RowsOfAPage).Select((rows, page) => (Path: PageOf(sheet, page * RowsOfAPage), rows)).ToList();
        if (pages.TrueForAll(page => File.Exists(page.Path)) && File.Exists(drawn) && File.ReadAllText(drawn) == content)
            return;
        File.Delete(drawn);
        foreach (var (path, rows) in pages)
            WholeFile.WriteIfDifferent(path, Page(rows, dataset));
        foreach (var old in Directory.Exists(Path.GetDirectoryName(sheet)) ? Directory.EnumerateFiles(Path.GetDirectoryName(sheet)!, $"{Path.GetFileNameWithoutExtension(sheet)}*.png").Except(pages.Select(page => page.Path)).ToList() : [])
            File.Delete(old);
        if (pages.Count > 0)
            WholeFile.WriteIfDifferent(drawn, Encoding.ASCII.GetBytes(content));

        string NameOf(Record record) => JobOf(dataset, record)?.OutputName(hashOf(record.Picture!)) ?? "hidden";
    }

    // As the two were compared, without marks, but never with what a record hides.
    private static PictureJob? JobOf(Dataset dataset, Record record) => dataset.MayShow(record)
        ? PictureJob.Of(dataset.Files.FullPath(record.Picture!), record, dataset.Settings, alignment: null) with { Marks = [], Resolution = Width, Fit = Fit.Inside, IsEnlarged = false }
        : null;

    private static byte[] Page(AlikeRecords[] rows, Dataset dataset)
    {
        var cells = rows.SelectMany(row => new[] { row.Earlier, row.Later }).AsParallel().AsOrdered().Select(record => Cell(JobOf(dataset, record))).ToArray();
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

    private static Image Cell(PictureJob? job) => Drawn(job)
        .Then(image => image.Resize(Math.Min(1, Math.Min((double)Width / image.Width, (double)Height / image.Height))))
        .Then(image => image.Embed((Width - image.Width) / 2 + Border, (Height - image.Height) / 2 + Border, Width + (2 * Border), Height + (2 * Border), extend: Enums.Extend.Background, background: _ground))
        .Then(image => image.CopyMemory());

    // An empty place where nothing may be shown, or nothing can be: why is told where the output is made.
    private static Image Drawn(PictureJob? job)
    {
        try
        {
            if (job is not null)
                return Pictures.Normalise(job);
        }
        catch (PictureException)
        {
        }

        return Image.Black(1, 1, bands: 3).Then(image => image.Linear([1, 1, 1], _ground, uchar: true)).Then(image => image.Copy(interpretation: Enums.Interpretation.Srgb));
    }
}
