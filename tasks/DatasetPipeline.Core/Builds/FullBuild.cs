using System.Collections.Concurrent;
using System.Text.Json;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Duplicates;
using DatasetPipeline.Formats;
using DatasetPipeline.Images;
using DatasetPipeline.Language;
using DatasetPipeline.Privacy;
using DatasetPipeline.Records;
using DatasetPipeline.Reports;
using DatasetPipeline.Rules;
using DatasetPipeline.Schemas;
using DatasetPipeline.Text;
using DatasetPipeline.Training;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Builds;

/// <summary>
/// A build that has something to do: read, check and decode everything, then report, then write. What is wrong in one file never
/// hides what is wrong in another.
/// </summary>
internal sealed class FullBuild(BuildOptions options, OutputFolder outputs, BuildInputs inputs, BuildState? last)
{
    private readonly PictureStore _pictures = new(outputs, DatasetBuild.PicturesFolder(options), last?.Pictures ?? new Dictionary<string, PictureFacts>(StringComparer.Ordinal));
    private readonly ConcurrentBag<Diagnostic> _findings = [];
    private PictureAlignment? _alignment;
    private readonly Dictionary<string, TokenCount> _tokens = new(StringComparer.Ordinal);

    public BuildReport Run(CancellationToken cancellation)
    {
        var clean = new CleanFiles(Path.Combine(options.CacheFolder, "clean.bin"), inputs.SettingsKey);
        var hasChanged = inputs.Files.Records.Any(record => !clean.Holds(inputs.Files.FullPath(record), inputs.YamlHashes[inputs.Files.FullPath(record)]));
        var preparing = Task.Run(() => Prepare(hasChanged, clean), CancellationToken.None);
        var dataset = Dataset.Read(options.Folder, inputs.Files, path => clean.Find(path, inputs.YamlHashes[path]));
        var (training, counter) = preparing.GetAwaiter().GetResult();
        var colors = new ContentCache(Path.Combine(options.CacheFolder, "colors.txt"), DrawnMarks.Version);
        var persons = new ContentCache(Path.Combine(options.CacheFolder, "persons.txt"), PicturePrivacy.Version);
        var read = dataset;
        dataset = dataset with
        {
            ColorsOf = picture => ParseHues(colors.Of(inputs.PictureHashes[picture], () => string.Join(' ', DrawnMarks.HuesOf(inputs.Files.FullPath(picture), read.Settings.Limits).Order()))),
            PersonalDataOf = picture => persons.Of(inputs.PictureHashes[picture], () => PicturePrivacy.Describe(inputs.Files.FullPath(picture), read.Settings.Limits)),
            AlikePictures = new(() => new PicturePairs(options.CacheFolder, read.Settings.Limits).Find(DatasetPicture.Of(read, picture => inputs.PictureHashes[picture]))),
            ContactSheet = Path.GetRelativePath(options.Folder, ContactSheetFile).Replace(Path.DirectorySeparatorChar, '/'),
        };
        var single = dataset.Diagnostics.Concat(RuleBook.CheckRecords(dataset)).ToList();
        Report(single);
        var wrong = _findings.Select(finding => finding.File).ToHashSet(StringComparer.Ordinal);
        clean.Save(FilesOf(dataset, training).Where(file => file.Hash is not null && !wrong.Contains(file.Path)));
        Report(RuleBook.CheckTogether(dataset));
        ContactSheet.Write(ContactSheetFile, AlikeRecords.Of(dataset), dataset, picture => inputs.PictureHashes[picture]);
        colors.Save();
        persons.Save();
        var formats = FindFormats(dataset);
        _alignment = FindAlignment(dataset.Settings, training);
        var samples = MakeSamples(dataset, cancellation);
        var tokens = training is null ? null : CountTokens(dataset, training, counter!, samples, cancellation);

        var mask = MaskOf(dataset, training);
        var (diagnostics, allowed) = Weighed(dataset, mask);
        var report = new BuildReport(diagnostics, null) { Allowed = allowed, Tokens = Histogram.Of(_tokens.Values.Select(count => count.Total).ToList(), training?.MaxLength) };
        var sides = SidesOf(dataset);
        if (DatasetBuild.IsFailed(options, diagnostics))
        {
            _pictures.Prune();
            if (options.OnlyChecks)
                return report;
            report = report with { IsWithdrawn = _pictures.Withdraw(dataset.Records
                .Where(record => record.Picture is not null)
                .ToLookup(record => Convert.ToHexStringLower(inputs.PictureHashes[record.Picture!]), record => Hidden.By(dataset, record), StringComparer.Ordinal)) };
            ReportPage.Write(ContentOf(dataset, report, samples, sides));
            return report;
        }

        cancellation.ThrowIfCancellationRequested();
        var splits = Split(samples, sides);
        var summary = new BuildSummary
        {
            Name = mask.Apply(dataset.Settings.Name),
            Records = samples.Count,
            Train = splits["train"].Count,
            Test = splits["test"].Count,
            Pictures = samples.Select(sample => sample.Picture.Name).Distinct(StringComparer.Ordinal).Count(),
            Tokens = tokens is null ? null : tokens with { Model = mask.Apply(tokens.Model), LongestId = mask.Apply(tokens.LongestId) },
            Warnings = diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Warning),
            Output = Path.GetRelativePath(options.Folder, options.OutputFolder).Replace(Path.DirectorySeparatorChar, '/'),
        };
        report = report with { Summary = summary };
        if (options.OnlyChecks)
        {
            _pictures.Prune();
            return report;
        }

        var (files, pictures) = Write(formats, splits, summary);
        var modelFolder = training?.ModelFolder;
        var page = ReportPage.Write(ContentOf(dataset, report, samples, sides));
        new BuildState(inputs.KeyWith(modelFolder), modelFolder, diagnostics, allowed, report.Tokens, page, summary, files, pictures).Write(DatasetBuild.StateFile(options));
        return report;
    }

    private string ContactSheetFile => Path.Combine(options.CacheFolder, "duplicates.png");

    private static HashSet<Hue> ParseHues(string names) =>
        names.Split(' ').Select(name => Enum.TryParse<Hue>(name, out var hue) ? hue : (Hue?)null).OfType<Hue>().ToHashSet();

    // What a record that changed will need takes longer to load than to use, and is loaded while others are read.
    private (TrainSettings? Training, TokenCounter? Counter) Prepare(bool hasChanged, CleanFiles clean)
    {
        if (hasChanged)
            _ = Task.Run(() => SchemaFile.Load("record"));
        var training = ReadTraining(clean);
        var counter = training is null ? null : new TokenCounter(training.ModelFolder, Path.Combine(options.CacheFolder, "tokens.txt"));
        if (hasChanged && counter is not null)
            _ = Task.Run(counter.Prepare);
        return (training, counter);
    }

    private List<IRowFormat> FindFormats(Dataset dataset)
    {
        var known = RowFormats.All.Select(format => format.Name).ToList();
        foreach (var written in options.Formats.Where(name => !known.Contains(name)))
        {
            // Names that something else than a semicolon keeps apart come as one.
            var unknown = written.Split([' ', ',', '|', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(name => !known.Contains(name)).ToList();
            Report(unknown.Select(name => new Diagnostic(Codes.UnknownFormat,
                $"{Shown.Value(name)} in the property DatasetFormats is no format{Nearest.Hint(name, known)}; known are {string.Join(" and ", known)}", dataset.Settings.File.Path)));
            if (unknown.Count == 0)
                _findings.Add(new(Codes.UnknownFormat, $"the property DatasetFormats holds {Shown.Value(written)}; put a semicolon between two formats", dataset.Settings.File.Path));
        }

        return RowFormats.All.Where((format, i) => i == 0 || options.Formats.Contains(format.Name)).ToList();
    }

    private TrainSettings? ReadTraining(CleanFiles clean)
    {
        var path = Path.Combine(options.Folder, "train.yaml");
        if (!Path.Exists(path))
            return null;
        try
        {
            var training = clean.Find(path, inputs.YamlHashes[path]) is { } known ? TrainSettings.Read(known) : TrainSettings.Read(path);
            Report(training.Notes);
            Report(RuleRun.Of("TrainingHoldsNoPersonalData", () => PlacedText.FindPersonalData(training.File), path));
            if (training.ModelProblem is not { } problem)
                return training;
            _findings.Add(problem);
        }
        catch (DiagnosticException e)
        {
            Report(e.Diagnostics);
        }

        return null;
    }

    private PictureAlignment? FindAlignment(DatasetSettings settings, TrainSettings? training)
    {
        try
        {
            if (settings.IsAligned && training is null && !File.Exists(Path.Combine(options.Folder, "train.yaml")))
                _findings.Add(settings.Finding(Codes.AlignmentWithoutModel, "align brings pictures to the sizes of train.yaml's model, and there is no train.yaml; add it, or take align away", "align"));
            return settings.IsAligned && training is not null ? PictureAlignment.To(training.ModelFolder) : null;
        }
        catch (DiagnosticException e)
        {
            Report(e.Diagnostics);
            return null;
        }
    }

    private List<Sample> MakeSamples(Dataset dataset, CancellationToken cancellation)
    {
        var pictures = new StoredPicture?[dataset.Records.Count];
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, pictures.Length, parallel, i => pictures[i] = MakePicture(dataset, dataset.Records[i]));

        // Nothing is made of two that one record could mean, but a reader of errors wants to know all that is wrong with them at
        // once. One that no record speaks of is told to go: what it holds makes no difference.
        var used = dataset.Records.Select(record => record.Picture).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var lonely = _findings.Where(finding => finding.Code == Codes.RecordMissing).Select(finding => finding.File).ToHashSet(StringComparer.Ordinal);
        var unclear = dataset.Files.Pictures.Where(picture => !used.Contains(picture) && !lonely.Contains(dataset.Files.FullPath(picture)));
        Parallel.ForEach(unclear, parallel, picture => MakePicture(dataset, picture, null));

        return dataset.Records
            .Zip(pictures)
            .Where(pair => pair.Second is not null)
            .Select(pair => new Sample(pair.First, Conversation.Of(pair.First, dataset.Settings), pair.Second!))
            .OrderBy(sample => sample.Record.Id, StringComparer.Ordinal)
            .ToList();
    }

    private StoredPicture? MakePicture(Dataset dataset, Record record) => record.Picture is { } picture
        ? MakePicture(dataset, picture, record)
        : null;

    private StoredPicture? MakePicture(Dataset dataset, string picture, Record? record)
    {
        var path = dataset.Files.FullPath(picture);
        try
        {
            var job = PictureJob.Of(path, record, dataset.Settings, _alignment);
            // Of one that no record is known to speak of nobody knows what it has to hide.
            var stored = record is not null && dataset.MayShow(record) ? _pictures.Store(job, inputs.PictureHashes[picture]) : null;
            Report((stored?.Source ?? Pictures.Check(job)).Findings(path).Select(finding => new Diagnostic(finding.Code, finding.Message, path)));
            return stored;
        }
        catch (PictureException e)
        {
            Report(e.Further.Prepend(e).Select(problem => (problem.MarkIndex, problem.RedactionIndex) switch
            {
                _ when problem.IsCrop && record is not null => record.Finding(problem.Code, problem.Message, "crop"),
                ({ } mark, _) when record is not null => record.FindingAtMark(problem.Code, problem.Message, mark),
                (_, { } redaction) when record is not null => record.FindingAtRedaction(problem.Code, problem.Message, redaction),
                _ => new Diagnostic(problem.Code, problem.Message, path),
            }));
            return null;
        }
    }

    private TokenSummary? CountTokens(Dataset dataset, TrainSettings training, TokenCounter counter, List<Sample> samples, CancellationToken cancellation)
    {
        // A dialogue without turns and a text that cannot be said have been reported; what the model would make of them is no news.
        var refused = _findings.Where(finding => finding.Code is Codes.WrongValue or Codes.SpecialToken).Select(finding => finding.File).ToHashSet(StringComparer.Ordinal);
        if (_findings.Any(finding => finding.Code == Codes.SpecialToken && finding.File == dataset.Settings.File.Path))
            refused.UnionWith(dataset.Records.Where(record => record.Caption is not null).Select(record => record.File.Path));
        var counted = samples.Where(sample => sample.Record.Diagnostics.Count == 0 && !refused.Contains(sample.Record.File.Path)).ToList();
        var known = new TokenCount?[counted.Count];
        Parallel.For(0, counted.Count, i => known[i] = counter.Find(counted[i].Messages, counted[i].Picture.Size));
        var summary = new TokenSummary(training.Model, 0, 0, "");
        try
        {
            Report(counter.Warnings);
            foreach (var (sample, found) in counted.Zip(known))
            {
                cancellation.ThrowIfCancellationRequested();
                if ((found ?? CountTokens(dataset, counter, sample)) is not { } count)
                    continue;
                if (training.MaxLength is { } maxLength && count.Total > maxLength)
                    _findings.Add(TooManyTokens.Find(sample, count, maxLength, counter, dataset.Settings.Fit));
                _tokens[sample.Record.Path] = count;
                summary = summary with { Total = summary.Total + count.Total };
                if (count.Total > summary.Longest)
                    summary = summary with { Longest = count.Total, LongestId = sample.Record.Id };
            }
        }
        catch (DiagnosticException e)
        {
            Report(e.Diagnostics);
            return null;
        }

        counter.Save();
        return summary;
    }

    private static string KeyOfText(Record record) => record.Caption is null ? "messages" : "caption";

    private TokenCount? CountTokens(Dataset dataset, TokenCounter counter, Sample sample)
    {
        try
        {
            return counter.Count(sample.Messages, sample.Picture.Size);
        }
        catch (ArgumentException e)
        {
            Report(WhyRefused(dataset, counter, sample) is { Count: > 0 } reasons
                ? reasons
                : [sample.Record.Finding(Codes.SampleNotEncodable, Shown.Line(e.Message), KeyOfText(sample.Record))]);
            return null;
        }
    }

    // Where it stands what the model has no form for: the picture, the record's texts, dataset.yaml's prompts.
    private static List<Diagnostic> WhyRefused(Dataset dataset, TokenCounter counter, Sample sample)
    {
        if (counter.RefusalOf(sample.Picture.Size) is { } refusal)
            return [sample.Record.Finding(Codes.SampleNotEncodable, $"{SizesOf(dataset, sample)}{Shown.Line(refusal)}", "image")];

        return PlacedText.Of(sample.Record)
            .Concat(sample.Record.Caption is null ? [] : PlacedText.Of(dataset.Settings))
            .Select(text => (Text: text, Token: counter.OwnTokenIn(text.Text)))
            .Where(found => found.Token is not null)
            .Select(found => found.Text.Finding(
                Codes.SampleNotEncodable,
                $"the text holds {Shown.Line(found.Token!)}, a token of the model's own, which it would not read as text; take it away, or write it in another way"))
            .ToList();
    }

    // A side that rounds down to a pixel can make a picture too long that is not in its file.
    private static string SizesOf(Dataset dataset, Sample sample)
    {
        try
        {
            var (width, height) = Pictures.SizeOf(PictureFile.Read(dataset.Files.FullPath(sample.Record.Picture!), dataset.Settings.Limits), dataset.Settings.Limits);
            return FormattableString.Invariant($"the picture has {width} × {height} pixels in its file and {sample.Picture.Size.Width} × {sample.Picture.Size.Height} as resolution and fit in dataset.yaml make it; ");
        }
        catch (PictureException)
        {
            // It has changed since it was made into what the model refuses.
            return "";
        }
    }

    private (IReadOnlyList<Diagnostic> Left, IReadOnlyList<AllowedFinding> Allowed) Weighed(Dataset dataset, SecretMask mask)
    {
        var (left, allowed) = Allowances.Apply(dataset, _findings.Distinct());
        // Masked last of all, so that no rule has to think of what another one hides.
        return (
            Floods.Shorten(left.Select(dataset.Weighed).Where(finding => finding.Severity != Severity.None).Order(DiagnosticOrder.Instance)).Select(mask.Apply).ToList(),
            allowed.Select(one => one with { Finding = dataset.Weighed(one.Finding) }).Where(one => one.Finding.Severity != Severity.None).OrderBy(one => one.Finding, DiagnosticOrder.Instance)
                .Select(one => one with { Finding = mask.Apply(one.Finding) }).ToList());
    }

    private static IEnumerable<YamlFile> FilesOf(Dataset dataset, TrainSettings? training) =>
        (training is null ? [] : (IEnumerable<YamlFile>)[training.File]).Append(dataset.Settings.File).Concat(dataset.Records.Select(record => record.File));

    private SecretMask MaskOf(Dataset dataset, TrainSettings? training)
    {
        var personal = _findings.Where(finding => Codes.IsPersonal(finding.Code)).Select(finding => finding.File).ToHashSet(StringComparer.Ordinal);
        return new(FilesOf(dataset, training).Where(file => personal.Contains(file.Path)).SelectMany(PlacedText.FindSecrets));
    }

    private static Dictionary<Record, string> SidesOf(Dataset dataset) => dataset.GroupKeys.ToDictionary<KeyValuePair<Record, string>, Record, string>(
        pair => pair.Key, pair => Splits.SideOf(pair.Value, dataset.Settings.TrainShare), ReferenceEqualityComparer.Instance);

    private ReportContent ContentOf(Dataset dataset, BuildReport report, List<Sample> samples, Dictionary<Record, string> sides)
    {
        // A finding masks what it found, and the text itself would show it.
        var personal = _findings.Where(finding => Codes.IsPersonal(finding.Code)).Select(finding => finding.File).ToHashSet(StringComparer.Ordinal);
        var pictures = samples.ToDictionary<Sample, Record, StoredPicture>(sample => sample.Record, sample => sample.Picture, ReferenceEqualityComparer.Instance);
        var records = dataset.Records.OrderBy(record => record.Id, StringComparer.Ordinal).ThenBy(record => record.Path, StringComparer.Ordinal).Select(record => new ReportRecord(
            record, sides[record], pictures.GetValueOrDefault(record), _tokens.TryGetValue(record.Path, out var tokens) ? tokens : null, personal.Contains(record.File.Path)));
        return new(options, dataset, report, records.ToList(), picture => _pictures.PathOf(picture), personal.Contains(dataset.Settings.File.Path));
    }

    private static Dictionary<string, List<Row>> Split(List<Sample> samples, Dictionary<Record, string> sides)
    {
        var splits = new Dictionary<string, List<Row>>(StringComparer.Ordinal) { ["train"] = [], ["test"] = [] };
        foreach (var sample in samples)
        {
            splits[sides[sample.Record]].Add(new(sample.Record.Id, sample.Messages, OutputFolder.RowPath(sample.Picture.Name)));
        }

        return splits;
    }

    private (SortedDictionary<string, string> Files, SortedDictionary<string, PictureFacts> Pictures) Write(
        List<IRowFormat> formats, Dictionary<string, List<Row>> splits, BuildSummary summary)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [DatasetBuild.SummaryFile] = [.. JsonSerializer.SerializeToUtf8Bytes(summary, BuildJson.Default.BuildSummary), (byte)'\n'],
        };
        foreach (var (split, rows) in splits)
        {
            foreach (var format in formats)
                files[split + format.Ending] = RowFormats.Write(format, rows);
        }

        var used = splits.Values.SelectMany(rows => rows).Select(row => Path.GetFileName(row.Image)).ToHashSet(StringComparer.Ordinal);
        var pictures = _pictures.Release(used);
        return (outputs.Write(files, used), pictures);
    }

    private void Report(IEnumerable<Diagnostic> findings)
    {
        foreach (var finding in findings)
            _findings.Add(finding);
    }
}
