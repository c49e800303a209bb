using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records.Marks;
using DatasetPipeline.Tokens;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>One picture and what is said about it, as its file and the dataset's defaults have it.</summary>
public sealed record Record
{
    /// <summary>The file that was read: it knows the place of every value.</summary>
    public required YamlFile File { get; init; }

    /// <summary>The record's path relative to images/, with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Unique in the dataset; from the path where the file gives none.</summary>
    public required string Id { get; init; }

    /// <summary>What is said; null in a dialogue, or where it is missing.</summary>
    public string? Caption { get; init; }

    /// <summary>The turns of a dialogue; none where there is a caption.</summary>
    public IReadOnlyList<Message> Messages { get; init; } = [];

    /// <summary>The picture's path relative to images/, with <c>/</c>; null where none was found.</summary>
    public string? Picture { get; init; }

    /// <summary>The record's own source, which makes a group.</summary>
    public string? Source { get; init; }

    /// <summary>Who wrote it.</summary>
    public string? Annotator { get; init; }

    /// <summary>When, as year-month-day.</summary>
    public string? Annotated { get; init; }

    /// <summary>The picture's licence.</summary>
    public string? License { get; init; }

    /// <summary>en or zh: as given, else as the text shows.</summary>
    public required string Language { get; init; }

    /// <summary>The part of the picture that is left; null is all of it.</summary>
    public PixelBox? Crop { get; init; }

    /// <summary>What the build draws, in order.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>What the build hides.</summary>
    public IReadOnlyList<Redaction> Redactions { get; init; } = [];

    /// <summary>What is left as it is in this record, and why; null where nothing is.</summary>
    public AllowList? Allowed { get; init; }

    /// <summary>Whether an earlier build looked for all that can be wrong in the record by itself, and found nothing.</summary>
    public bool IsChecked { get; init; }

    /// <summary>What is wrong with the file's shape.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>A finding at a key's value, or at (1,1) where the key is missing.</summary>
    public Diagnostic Finding(string code, string message, string key)
    {
        var (line, column) = File.Root.PlaceOf(key);
        return new(code, message, File.Path, line, column);
    }

    /// <summary>A finding at one of the file's values.</summary>
    public Diagnostic Finding(string code, string message, YamlNode at) =>
        new(code, message, File.Path, at.Line, at.Column);

    /// <summary>A finding at one of <see cref="Marks"/>.</summary>
    public Diagnostic FindingAtMark(string code, string message, int mark) =>
        Finding(code, message, ValueOf(code, File.Root["marks"].AsItems().Where(item => MarkReader.ReadMark(item) is not null).ElementAt(mark)));

    /// <summary>A finding at one of <see cref="Redactions"/>.</summary>
    public Diagnostic FindingAtRedaction(string code, string message, int redaction) =>
        Finding(code, message, ValueOf(code, File.Root["redact"].AsItems().Where(item => MarkReader.ReadRedaction(item) is not null).ElementAt(redaction)));

    // The colour or the stroke where that is wrong, else the numbers that say where the mark is.
    private static YamlNode ValueOf(string code, YamlNode item) => code switch
    {
        Codes.MarkColorUnknown => item.AsEntries().Where(entry => entry.Key.Text == "color").Select(entry => entry.Value).FirstOrDefault(item),
        Codes.WeakRedaction => item.AsEntries().Where(entry => entry.Key.Text == "method").Select(entry => entry.Value).FirstOrDefault(item),
        Codes.MarkGlyphMissing => item.AsEntries().Where(entry => entry.Key.Text is "text" or "label").Select(entry => entry.Value).FirstOrDefault(item),
        Codes.MarkStrokeWidth => item.AsEntries().Where(entry => entry.Key.Text == "width").Select(entry => entry.Value).FirstOrDefault(item),
        _ => item.AsEntries().Select(entry => entry.Value).OfType<YamlList>().FirstOrDefault() ?? item,
    };
}
