using System.Globalization;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Builds;

/// <summary>What a record hides of its picture, as words to compare: an output that hides less than all records of its original do must go.</summary>
internal static class Hidden
{
    // No output was ever made with it.
    private const string Unknown = "?";

    public static IReadOnlyList<string> By(PictureJob job) => [.. Words(job.Redactions, job.Crop)];

    /// <summary>As <see cref="By(PictureJob)"/>; of one whose redactions or crop cannot be read it is not known.</summary>
    public static IReadOnlyList<string> By(Dataset dataset, Record record) =>
        [.. Words(record.Redactions, record.Crop), .. dataset.MayShow(record) || IsUnderstood(record) ? (string[])[] : [Unknown]];

    private static bool IsUnderstood(Record record)
    {
        var root = record.File.Root;
        return Mentions("redact", root["redact"] is not null && root["redact"].AsItems().Count() == record.Redactions.Count && record.Redactions.Count > 0)
            && Mentions("crop", record.Crop is not null);

        bool Mentions(string key, bool isRead) => isRead || !File.ReadAllText(record.File.Path).Contains(key, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Words(IEnumerable<Redaction> redactions, PixelBox? crop) =>
        redactions.Select(redaction => Word(redaction.Method.ToString(), redaction.Box)).Concat(crop is { } box ? [Word("Crop", box)] : []);

    private static string Word(string what, PixelBox box) => string.Create(CultureInfo.InvariantCulture, $"{what} {box.X:r} {box.Y:r} {box.Width:r} {box.Height:r}");
}
