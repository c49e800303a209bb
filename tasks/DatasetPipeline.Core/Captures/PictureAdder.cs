using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Captures;

/// <summary>
/// Makes records of pictures. What would stand in the dataset is checked as a build checks it before anything stands there, and a
/// picture and its record appear together.
/// </summary>
/// <param name="build">The dataset, and how its builds are set.</param>
/// <param name="weigh">How the project lets findings weigh.</param>
public sealed class PictureAdder(BuildOptions build, Func<Diagnostic, Diagnostic> weigh)
{
    private const string NumberedName = "img_";

    private static readonly StringComparer Names = StringComparer.Ordinal;

    /// <summary>Adds what the build would take; what it would refuse is told, and hinders nothing else.</summary>
    public AddReport Add(AddRequest request, CancellationToken cancellation)
    {
        using var alone = BuildLock.Take(DatasetBuild.LockFile(build), cancellation, build.Waiting);
        using var changes = new FileChanges(build.Folder, build.CacheFolder);
        var settings = DatasetSettings.Read(Path.Combine(build.Folder, "dataset.yaml"));
        request = request with { Annotator = request.Annotator ?? (settings.Annotator is null ? Git.UserName(build.Folder) : null) };
        var refused = new List<RefusedPicture>();
        var clean = request.Files.Select(Path.GetFullPath).Distinct(Names).Select(path => Read(path, settings.Limits, refused)).OfType<Capture>().ToList();
        while (clean.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var candidates = Name(clean, request, refused).Select(capture => Stage(capture, request, changes)).ToList();
            if (candidates.Count == 0)
                break;
            var findings = Check(candidates, request, cancellation);
            var wrong = candidates.Where(candidate => findings[candidate.From].Any(finding => finding.Severity == Severity.Error)).ToList();
            if (wrong.Count == 0)
            {
                if (!request.IsDryRun)
                    changes.Make(candidates.SelectMany(candidate => candidate.Changes));
                return Report(candidates.Select(candidate => Added(candidate, findings[candidate.From].ToList())).ToList());
            }

            // The others get other names, and perhaps other findings.
            refused.AddRange(wrong.Select(candidate => new RefusedPicture(candidate.From, findings[candidate.From].Select(finding => candidate.Refusal(finding, build.Folder)).ToList())));
            clean = clean.Where(capture => refused.TrueForAll(one => one.From != capture.From)).ToList();
        }

        return Report([]);

        AddReport Report(List<AddedPicture> added) => new(added, refused.OrderBy(one => request.Files.Select(Path.GetFullPath).ToList().IndexOf(one.From)).ToList());
    }

    private static Capture? Read(string path, PictureLimits limits, List<RefusedPicture> refused)
    {
        try
        {
            var picture = CleanPicture.Of(PictureFile.Read(path, limits), limits);
            return new(path, picture, picture.Taken ?? DateOnly.FromDateTime(File.GetLastWriteTime(path)), DrawnMarks.Find(picture.Content, limits));
        }
        catch (PictureException e)
        {
            refused.Add(new(path, [new(e.Code, e.Message, path)]));
            return null;
        }
    }

    private List<(Capture Capture, string Stem)> Name(List<Capture> captures, AddRequest request, List<RefusedPicture> refused)
    {
        var files = DatasetFiles.List(build.Folder);
        var names = new FreeNames(files);
        var named = new List<(Capture, string)>();
        foreach (var capture in captures)
        {
            var inside = capture.From.StartsWith(files.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                ? Path.GetRelativePath(files.Folder, capture.From).Replace(Path.DirectorySeparatorChar, '/') : null;
            if (inside is not null && files.Records.Any(record => Path.ChangeExtension(record, null) == Path.ChangeExtension(inside, null)))
                Refuse(capture, "this picture is in the dataset and has a record already; write into that, or copy the record under another name with \"image: …\"");
            else if (inside is not null)
                named.Add((capture, Path.ChangeExtension(inside, null)));
            else if (request.Name is { } name && request is { IsOneOfMany: false, Files.Count: 1 })
                AddAs(capture, name);
            else if (request.KeepNames)
                named.Add((capture, names.Like(Path.GetFileNameWithoutExtension(capture.From))));
            else
                named.Add((capture, names.Next(request.Name is { } prefix ? prefix + "_" : NumberedName)));
        }

        return named;

        void AddAs(Capture capture, string name)
        {
            if (names.TryTake(name))
                named.Add((capture, name));
            else
                Refuse(capture, $"images/ has something of the name {Shown.Value(name)} already; give this picture another one");
        }

        void Refuse(Capture capture, string why) => refused.Add(new(capture.From, [new(Codes.CaptureRefused, why, capture.From)]));
    }

    private Candidate Stage((Capture Capture, string Stem) named, AddRequest request, FileChanges changes)
    {
        var (capture, stem) = named;
        var (picture, record) = (stem + capture.Picture.Extension, stem + ".yaml");
        var today = DateOnly.FromDateTime(DateTime.Now);
        var folder = Path.GetDirectoryName(Path.Combine(build.Folder, "images", record))!;
        var text = NewRecord.Text(request, capture.Day > today ? today : capture.Day, SchemaFrom(folder), capture.Drawn.Select(mark => $"drawn in: {mark}"));
        return new(
            capture.From, capture.Picture, capture.Drawn, picture, record,
            changes.Stage(capture.Picture.Content, capture.Picture.Extension), changes.Stage(text, ".yaml"),
            Path.Combine(build.Folder, "images", picture) != capture.From && capture.From.StartsWith(Path.Combine(build.Folder, "images") + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                ? Path.GetRelativePath(build.Folder, capture.From).Replace(Path.DirectorySeparatorChar, '/') : null);
    }

    // What the build would say of each, by the file that it came from.
    private ILookup<string, Diagnostic> Check(List<Candidate> candidates, AddRequest request, CancellationToken cancellation)
    {
        var options = build with
        {
            OnlyChecks = true,
            Changed = candidates.SelectMany(candidate => candidate.Changes).ToDictionary(change => change.Path["images/".Length..], change => change.Staged, Names),
        };
        return DatasetBuild.RunAlone(options, cancellation).Diagnostics
            .Select(weigh)
            .Where(finding => finding.Severity != Severity.None && !(request.Caption is null && finding.Code == Codes.EmptyCaption))
            .SelectMany(finding => Of(finding).Select(candidate => (candidate.From, Finding: candidate.Placed(finding, build.Folder))))
            .ToLookup(pair => pair.From, pair => pair.Finding, Names);

        // One about another record may be of a new one's making, and then speaks of it.
        IEnumerable<Candidate> Of(Diagnostic finding) => candidates.Where(candidate => candidate.Has(finding)) is var having && having.Any() ? having : candidates.Where(candidate => candidate.IsNamedIn(finding));
    }

    private AddedPicture Added(Candidate candidate, IReadOnlyList<Diagnostic> findings)
    {
        var text = File.Exists(candidate.StagedRecord) ? candidate.StagedRecord : candidate.PathIn(build.Folder, candidate.Record);
        var file = Yaml.YamlFile.Read(text);
        return new(
            candidate.From, candidate.PathIn(build.Folder, candidate.Picture), candidate.PathIn(build.Folder, candidate.Record),
            candidate.Clean.Width, candidate.Clean.Height, candidate.Clean.Removed, candidate.Drawn,
            file.Root["caption"] is Yaml.YamlScalar { Text: "" } empty ? (empty.Line, empty.Column) : null, findings);
    }

    private static string? SchemaFrom(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, "schemas", "record.schema.json")))
                return Path.GetRelativePath(folder, Path.Combine(at, "schemas", "record.schema.json")).Replace(Path.DirectorySeparatorChar, '/');
        }

        return null;
    }

    private sealed record Capture(string From, CleanPicture Picture, DateOnly Day, IReadOnlyList<DrawnMark> Drawn);

    // Paths under images/, and the files that wait to be moved there.
    private sealed record Candidate(string From, CleanPicture Clean, IReadOnlyList<DrawnMark> Drawn, string Picture, string Record, string StagedPicture, string StagedRecord, string? Replaces)
    {
        public IEnumerable<(string? Staged, string Path)> Changes =>
            [(StagedPicture, $"images/{Picture}"), (StagedRecord, $"images/{Record}"), .. Replaces is null ? [] : new (string?, string)[] { (null, Replaces) }];

        public string PathIn(string folder, string path) => Path.Combine(folder, "images", path.Replace('/', Path.DirectorySeparatorChar));

        public bool Has(Diagnostic finding) => finding.File == StagedPicture || finding.File == StagedRecord;

        public bool IsNamedIn(Diagnostic finding) => finding.Message.Contains($"images/{Shown.Line(Record)}", StringComparison.Ordinal) || finding.Message.Contains($"images/{Shown.Line(Picture)}", StringComparison.Ordinal);

        public Diagnostic Placed(Diagnostic finding, string folder) =>
            finding.File == StagedPicture ? finding with { File = PathIn(folder, Picture) }
            : finding.File == StagedRecord ? finding with { File = PathIn(folder, Record) }
            : finding;

        // There is no such record to look into.
        public Diagnostic Refusal(Diagnostic finding, string folder) =>
            finding.File == PathIn(folder, Picture) || finding.File == PathIn(folder, Record) ? finding with { File = From, Line = 1, Column = 1 } : finding;
    }
}
