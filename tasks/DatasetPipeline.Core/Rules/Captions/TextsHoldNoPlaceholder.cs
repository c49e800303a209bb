using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Rules.Captions;

/// <summary>
/// No text holds what ms-swift puts something else in the place of: its template looks for these in every turn, and miscounts
/// its pictures, or fails for want of a film or a box, where one is only meant as a word.
/// </summary>
internal sealed class TextsHoldNoPlaceholder : IDatasetRule
{
    private static readonly string[] Placeholders = ["<image>", "<video>", "<audio>", "<bbox>", "<ref-object>"];

    public IEnumerable<Diagnostic> Check(Dataset dataset) =>
        from text in dataset.Records.SelectMany(PlacedText.Of).Concat(PlacedText.Of(dataset.Settings))
        from placeholder in Placeholders
        where text.Text.Contains(placeholder, StringComparison.Ordinal)
        select text.Finding(Codes.SampleNotEncodable, placeholder == "<image>"
            ? "the text holds <image>, which stands for the record's picture; the build puts it there itself, so take it away"
            : $"the text holds {placeholder}, which ms-swift puts something else in the place of; take it away, or write it without < and >");
}
