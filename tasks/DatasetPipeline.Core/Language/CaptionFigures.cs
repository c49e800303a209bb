using System.Text;
using System.Text.Json;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Language;

/// <summary>How well the checks of captions tell sentences from what is none, on captions that people labelled.</summary>
public sealed class CaptionFigures
{
    private readonly List<(string Id, string Language, string Difficulty, bool IsSentence, string Text, IReadOnlyList<TextFinding> Findings)> _captions = [];

    /// <summary>Checks the captions of a JSONL file: <c>{"id", "lang", "sentence", "difficulty", "text"}</c>.</summary>
    public static CaptionFigures Of(string path)
    {
        var figures = new CaptionFigures();
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            using var json = JsonDocument.Parse(line);
            var caption = json.RootElement;
            var text = caption.GetProperty("text").GetString()!.Trim();
            var language = Languages.Of(text);
            var difficulty = caption.TryGetProperty("difficulty", out var hard) ? hard.GetString()! : "";
            figures._captions.Add((caption.GetProperty("id").GetString()!, language, difficulty, caption.GetProperty("sentence").GetBoolean(), text, CaptionChecks.Check(text, language)));
        }

        return figures;
    }

    /// <summary>Precision and recall of what was found in captions of a language, or of all where it is null.</summary>
    /// <param name="language">en or zh.</param>
    /// <param name="errorsOnly">Whether warnings are left out.</param>
    /// <param name="difficulty">One difficulty alone.</param>
    public (int Captions, int Faulty, int Found, int Right, double Precision, double Recall) Of(string? language, bool errorsOnly, string? difficulty = null)
    {
        var captions = _captions.Where(caption => (language ?? caption.Language) == caption.Language && (difficulty ?? caption.Difficulty) == caption.Difficulty).ToList();
        var found = captions.Where(caption => IsFound(caption.Findings, errorsOnly)).ToList();
        var (faulty, right) = (captions.Count(caption => !caption.IsSentence), found.Count(caption => !caption.IsSentence));
        return (captions.Count, faulty, found.Count, right, found.Count == 0 ? 1 : (double)right / found.Count, faulty == 0 ? 1 : (double)right / faulty);
    }

    /// <summary>A table by language and difficulty, and every caption that was judged wrongly.</summary>
    public override string ToString()
    {
        var table = new StringBuilder();
        table.Append("language  difficulty  captions  faulty |  errors: precision  recall |  errors and warnings: precision  recall\n");
        foreach (var language in (string[])["en", "zh"])
        {
            foreach (var difficulty in _captions.Where(caption => caption.Language == language).Select(caption => caption.Difficulty).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Cast<string?>().Append(null))
            {
                var (errors, all) = (Of(language, errorsOnly: true, difficulty), Of(language, errorsOnly: false, difficulty));
                table.Append(FormattableString.Invariant($"{language,-8}  {difficulty ?? "all",-10}  {errors.Captions,8}  {errors.Faulty,6} | {errors.Precision,18:0.000}  {errors.Recall,6:0.000} | {all.Precision,31:0.000}  {all.Recall,6:0.000}\n"));
            }
        }

        foreach (var caption in _captions.Where(caption => caption.IsSentence == IsFound(caption.Findings, errorsOnly: false)))
            table.Append(FormattableString.Invariant($"{(caption.IsSentence ? "wrongly found" : "missed")}  {caption.Id}  {string.Join(' ', caption.Findings.Select(finding => finding.Code))}  {caption.Text}\n"));
        return table.ToString();
    }

    private static bool IsFound(IReadOnlyList<TextFinding> findings, bool errorsOnly) =>
        findings.Any(finding => !errorsOnly || Codes.All[finding.Code].Severity == Severity.Error);
}
