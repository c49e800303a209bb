using System.Security.Cryptography;
using DatasetPipeline.Builds;
using DatasetPipeline.Captures;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using DatasetPipeline.Rules;
using DatasetPipeline.Text;
using NetVips;

namespace DatasetPipeline.Reports;

/// <summary>A contact sheet of a dataset, or of what changed in it.</summary>
public sealed class Sheet
{
    /// <summary>The width of a picture on it at most.</summary>
    public const int PictureWidth = 480;

    /// <summary>The height at most.</summary>
    public const int PictureHeight = 480;

    private readonly Dataset _dataset;
    private readonly string? _since;

    private Sheet(Dataset dataset, string? since, IReadOnlyList<SheetRecord> records, IReadOnlyList<string> removed) =>
        (_dataset, _since, Records, Removed) = (dataset, since, records, removed);

    /// <summary>What is on it, by id.</summary>
    public IReadOnlyList<SheetRecord> Records { get; }

    /// <summary>Records that are no more, by their paths under images/.</summary>
    public IReadOnlyList<string> Removed { get; }

    /// <summary>Draws the pictures, or takes them from the outputs of a build.</summary>
    /// <param name="folder">The dataset's folder.</param>
    /// <param name="outputFolder">Where its build puts pictures.</param>
    /// <param name="since">A commit; null for the whole dataset.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DiagnosticException">There is no such commit.</exception>
    public static Sheet Of(string folder, string outputFolder, string? since, CancellationToken cancellation)
    {
        var dataset = Dataset.Read(folder);
        var changed = since is null ? null : GitChanges.Since(folder, since);
        var personal = dataset.Records.Where(record => RuleRun.Of(nameof(Sheet), () => PlacedText.FindPersonalData(record.File), record.File.Path).Count > 0).Select(record => record.Path).ToHashSet(StringComparer.Ordinal);
        var records = dataset.Records
            .Where(record => changed is null || changed.Contains(record.Path) || (record.Picture is { } picture && changed.Contains(picture)))
            .OrderBy(record => record.Id, StringComparer.Ordinal)
            .ThenBy(record => record.Path, StringComparer.Ordinal)
            .ToList();
        var drawn = new SheetRecord[records.Count];
        Parallel.For(0, drawn.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            drawn[i] = Draw(dataset, records[i], outputFolder, personal.Contains(records[i].Path)));
        var there = dataset.Files.Records.ToHashSet(StringComparer.Ordinal);
        var removed = (changed ?? new HashSet<string>(StringComparer.Ordinal)).Where(path => !there.Contains(path) && Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml").Order(StringComparer.Ordinal).ToList();
        return new(dataset, since, drawn, removed);
    }

    /// <summary>Writes it as a page that needs no other file, no script and no network.</summary>
    public void WriteHtml(string path) => WholeFile.WriteIfDifferent(path, SheetPage.Of(_dataset, _since, Records, Removed));

    /// <summary>Writes it as a picture: as many pictures side by side as make it about square, each with its number, its id and what is said.</summary>
    public void WritePng(string path) => WholeFile.WriteIfDifferent(path, SheetPicture.Of(Records));

    private static SheetRecord Draw(Dataset dataset, Record record, string outputFolder, bool isPersonal)
    {
        if (record.Picture is not { } picture)
            return new(record, isPersonal, null, "The record has no picture.");
        if (!dataset.MayShow(record))
            return new(record, isPersonal, null, "The record has errors, and what it hides is not known.");
        var path = dataset.Files.FullPath(picture);
        try
        {
            var job = PictureJob.Of(path, record, dataset.Settings, alignment: null);
            var source = PictureFile.Read(path, job.Limits);
            // The limits may have been lowered since it was built.
            Pictures.SizeOf(source, job.Limits);
            var built = new OutputFolder(outputFolder).PathOfPicture(job.OutputName(SHA256.HashData(source)));
            using var whole = File.Exists(built) ? PictureDecoder.Open(File.ReadAllBytes(built), PictureLimits.OfOutputs) : Pictures.Normalise(job);
            using var small = whole.ThumbnailImage(PictureWidth, height: PictureHeight, size: Enums.Size.Down);
            return new(record, isPersonal, small.PngsaveBuffer(compression: 6, keep: Enums.ForeignKeep.None), null);
        }
        catch (PictureException e)
        {
            return new(record, isPersonal, null, Shown.Line(e.Message));
        }
        catch (VipsException)
        {
            return new(record, isPersonal, null, "The picture is damaged.");
        }
    }
}
