using System.Security.Cryptography;
using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Duplicates;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Captures;

/// <summary>
/// Covers in the pictures themselves what records redact, as a build would cover it in its outputs, and takes the redactions out of
/// the records; what all of a picture's records crop away is filled, and the crops stay. Picture and records change together.
/// </summary>
/// <param name="build">The dataset.</param>
public sealed class Redactor(BuildOptions build)
{
    /// <summary>Redacts the pictures of these records, all places that any of a picture's records names; of all records where none is named.</summary>
    /// <param name="records">Paths of records or pictures, or ids.</param>
    /// <param name="isDryRun">Only say what would be done.</param>
    /// <param name="cancellation">Ends it between two pictures.</param>
    /// <exception cref="DiagnosticException">There is no such record.</exception>
    public RedactReport Bake(IReadOnlyList<string> records, bool isDryRun, CancellationToken cancellation)
    {
        using var alone = BuildLock.Take(DatasetBuild.LockFile(build), cancellation, build.Waiting);
        FileChanges.Finish(build.Folder, build.CacheFolder);
        var dataset = Dataset.Read(build.Folder);
        var pictures = Chosen(dataset, records)
            .Where(Hides)
            .Select(record => record.Picture)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        var (done, findings) = (new List<RedactedPicture>(), new List<Diagnostic>());
        foreach (var picture in pictures)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (Bake(dataset, picture, isDryRun) is { } redacted)
                    done.Add(redacted);
            }
            catch (DiagnosticException e)
            {
                findings.AddRange(e.Diagnostics);
            }
        }

        return new(done, findings);
    }

    private static IEnumerable<Record> Chosen(Dataset dataset, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return dataset.Records;
        var chosen = names.ToLookup(name => name, name => dataset.Records.Where(record =>
            record.Id == name || record.File.Path == Path.GetFullPath(name) || (record.Picture is { } picture && dataset.Files.FullPath(picture) == Path.GetFullPath(name))).ToList(), StringComparer.Ordinal);
        var unknown = chosen.Where(found => found.All(one => one.Count == 0)).Select(found => new Diagnostic(
            Codes.CaptureRefused, $"{Shown.Value(found.Key)} is neither a record of this dataset, nor its picture, nor its id{Nearest.Hint(found.Key, dataset.Records.Select(record => record.Id))}", dataset.Files.Folder)).ToList();
        return unknown.Count > 0 ? throw new DiagnosticException(unknown) : chosen.SelectMany(found => found).SelectMany(found => found);
    }

    private static bool Hides(Record record) => record.File.Root["redact"] is not null || record.File.Root["crop"] is not null;

    private RedactedPicture? Bake(Dataset dataset, string picture, bool isDryRun)
    {
        var before = dataset.Files.FullPath(picture);
        var (after, speaking) = (Path.ChangeExtension(picture, ".png"), dataset.Records.Where(record => record.Picture == picture).ToList());
        var path = dataset.Files.FullPath(after);
        var redacting = speaking.Where(Hides).ToList();
        if (redacting.SelectMany(record => record.Diagnostics).ToList() is { Count: > 0 } wrong)
            throw new DiagnosticException(wrong);
        var (covered, boxes) = Covered(before, speaking, dataset.Settings.Limits);
        if (covered is null)
            return null;
        if (new FileInfo(before).LinkTarget is not null)
            throw Refusal("the picture is a link, and what it leads to would keep what is redacted; put the file itself here", before);
        if (after != picture && (File.Exists(path) || dataset.Files.PicturesNamed(Path.ChangeExtension(picture, null)).Count() > 1))
            throw Refusal($"the redacted picture has to be {Shown.Value(Path.GetFileName(after))}, and there is one; give one of the two another name", before);

        using var changes = new FileChanges(build.Folder, build.CacheFolder);
        var list = new List<(string? Staged, string Path)> { (changes.Stage(covered, ".png"), $"images/{after}") };
        var changed = new List<string>();
        foreach (var record in speaking)
        {
            var content = File.ReadAllBytes(record.File.Path);
            var edited = Edited(record, content, after == picture ? null : Path.ChangeExtension(record.File.Root["image"] is Yaml.YamlScalar image ? image.Text : null, ".png"));
            if (edited.AsSpan().SequenceEqual(content))
                continue;
            list.Add((changes.Stage(edited, ".yaml"), $"images/{record.Path}"));
            changed.Add(record.File.Path);
        }

        if (after != picture)
            list.Add((null, $"images/{picture}"));
        var trace = GitTrace.Of(before);
        if (!isDryRun)
        {
            Withdraw(dataset, before, speaking);
            changes.Make(list);
        }

        return new(before, path, changed, boxes, trace);
    }

    // Once the original is another one, no build knows that what was made of this one shows too much.
    private void Withdraw(Dataset dataset, string original, IEnumerable<Record> speaking)
    {
        if (BuildState.TryRead(DatasetBuild.StateFile(build)) is not { } state)
            return;
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(original)));
        new PictureStore(new(build.OutputFolder), DatasetBuild.PicturesFolder(build), state.Pictures)
            .Withdraw(speaking.ToLookup(_ => hash, record => Hidden.By(dataset, record), StringComparer.Ordinal));
    }

    private static byte[] Edited(Record record, byte[] content, string? image)
    {
        var (edited, problem) = RecordEdit.WithoutRedactions(record.File.Path, content);
        if (edited is { } text && image is not null)
            (edited, problem) = RecordEdit.WithImage(record.File.Path, text, image);
        return edited ?? throw new DiagnosticException(problem!);
    }

    // In original size and with nothing else drawn; nothing but pixels is written. Null where there is nothing to cover any more.
    private (byte[]? Picture, int Boxes) Covered(string path, List<Record> records, PictureLimits limits)
    {
        var places = records.SelectMany(record => record.Redactions.Select((redaction, index) => (redaction, record, index))).DistinctBy(place => place.redaction).ToList();
        var file = Path.Combine(build.CacheFolder, $"redacted{WholeFile.Unfinished}");
        try
        {
            var source = PictureFile.Read(path, limits);
            var (width, height) = Pictures.SizeOf(source, limits);
            var cut = CutAway.Of(records, width, height);
            if (places.Count == 0 && cut.Count == 0 && records.TrueForAll(record => record.File.Root["redact"] is null))
                return (null, 0);
            var job = new PictureJob(path, [.. places.Select(place => place.redaction), .. cut.Select(box => new Redaction(box))], [], int.MaxValue, Fit.Inside) { Limits = limits with { MaxAspect = int.MaxValue } };
            Pictures.Write(job, source, file);
            var covered = File.ReadAllBytes(file);
            // Crops stay in the records, and are looked at each time.
            return places.Count == 0 && cut.Count > 0 && Fingerprint.Decode(source, limits).PixelHash.AsSpan().SequenceEqual(Fingerprint.Decode(covered, limits).PixelHash)
                ? (null, 0)
                : (covered, places.Count + (cut.Count > 0 ? 1 : 0));
        }
        catch (PictureException e)
        {
            throw new DiagnosticException(e.Further.Prepend(e).Select(problem => (problem.RedactionIndex, records.Find(record => record.Crop is not null)) switch
            {
                ({ } at, _) => places[at].record.FindingAtRedaction(problem.Code, problem.Message, places[at].index),
                (_, { } cropping) when problem.IsCrop => cropping.Finding(problem.Code, problem.Message, "crop"),
                _ => new Diagnostic(problem.Code, problem.Message, path),
            }).ToList());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static DiagnosticException Refusal(string why, string path) => new(Codes.CaptureRefused, why, path);
}
