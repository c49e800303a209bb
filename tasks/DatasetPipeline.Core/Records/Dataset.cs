using DatasetPipeline.Diagnostics;
using DatasetPipeline.Duplicates;
using DatasetPipeline.Images;
using DatasetPipeline.Language;
using DatasetPipeline.Privacy;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>A dataset as its files have it.</summary>
/// <param name="Folder">The absolute path of the folder that holds dataset.yaml.</param>
/// <param name="Settings">What dataset.yaml says.</param>
/// <param name="Files">What lies under images/.</param>
/// <param name="Records">One for each YAML file under images/, in the order of their paths.</param>
public sealed record Dataset(string Folder, DatasetSettings Settings, DatasetFiles Files, IReadOnlyList<Record> Records)
{
    private readonly Lazy<IReadOnlyDictionary<Record, string>> _groupKeys = new(() => Groups.KeysOf(Records));

    /// <summary>The colours in which a picture has something drawn, by its path relative to images/.</summary>
    public Func<string, IReadOnlySet<Hue>> ColorsOf { get; init; } = picture => DrawnMarks.HuesOf(Files.FullPath(picture), Settings.Limits);

    /// <summary>What the file of a picture, by its path relative to images/, tells of a person; empty where it tells of none.</summary>
    public Func<string, string> PersonalDataOf { get; init; } = picture => PicturePrivacy.Describe(Files.FullPath(picture), Settings.Limits);

    /// <summary>The pairs of its records' pictures that show the same.</summary>
    internal Lazy<IReadOnlyList<PicturePair>> AlikePictures { get; init; } = new([]);

    /// <summary>The key of the group that each record is in.</summary>
    internal IReadOnlyDictionary<Record, string> GroupKeys => _groupKeys.Value;

    /// <summary>Where those pairs can be looked at, relative to the dataset's folder; null where they are not drawn.</summary>
    internal string? ContactSheet { get; init; }

    /// <summary>What was found wrong in reading; the rules look for more.</summary>
    public IEnumerable<Diagnostic> Diagnostics =>
        Settings.Diagnostics.Concat(Files.Diagnostics).Concat(Records.SelectMany(record => record.Diagnostics));

    /// <summary>A finding with the weight that dataset.yaml gives its code.</summary>
    public Diagnostic Weighed(Diagnostic finding) => Settings.Severities.TryGetValue(finding.Code, out var severity) ? finding with { Severity = severity } : finding;

    /// <summary>Whether a record's picture may be shown to people: what is wrong with the record's shape may be what it hides.</summary>
    public bool MayShow(Record record) => record.Diagnostics.All(finding => Weighed(finding).Severity != Severity.Error);

    /// <summary>Reads a dataset; a file that cannot be understood hides no other.</summary>
    public static Dataset Read(string folder) => Read(folder, DatasetFiles.List(folder), _ => null);

    /// <param name="folder">The folder that holds dataset.yaml.</param>
    /// <param name="files">What lies in it.</param>
    /// <param name="clean">The file of a path, where it is known that nothing is wrong in it; else null.</param>
    internal static Dataset Read(string folder, DatasetFiles files, Func<string, YamlFile?> clean)
    {
        var settingsPath = Path.Combine(folder, "dataset.yaml");
        var settings = clean(settingsPath) is { } known ? DatasetSettings.Read(known) : DatasetSettings.Read(settingsPath);
        var records = new Record[files.Records.Count];
        Parallel.For(0, records.Length, i => records[i] = clean(files.FullPath(files.Records[i])) is { } file
            ? RecordReader.Read(files, files.Records[i], settings, file) with { IsChecked = true }
            : RecordReader.Read(files, files.Records[i], settings));
        return new(folder, settings, files, records);
    }
}
