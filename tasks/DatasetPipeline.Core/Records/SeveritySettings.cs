using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>The <c>severity</c> of dataset.yaml: how a code weighs in this dataset.</summary>
internal static class SeveritySettings
{
    /// <summary>The weights given to codes; what cannot be read is left out, as <see cref="Check"/> reports it.</summary>
    public static IReadOnlyDictionary<string, Severity> Read(YamlNode? node)
    {
        var severities = new Dictionary<string, Severity>(StringComparer.Ordinal);
        foreach (var (code, value) in node.AsEntries())
        {
            if (!Codes.MustBeErrors(code.Text) && Enum.TryParse<Severity>(value.AsText(), ignoreCase: true, out var severity))
                severities[code.Text] = severity;
        }

        return severities;
    }

    /// <summary>Codes that do not exist, and codes without which no row could be written.</summary>
    public static IEnumerable<Diagnostic> Check(YamlFile file)
    {
        foreach (var (code, value) in file.Root["severity"].AsEntries())
        {
            if (!Codes.All.ContainsKey(code.Text))
                yield return new(Codes.UnknownKey, $"there is no code {Shown.Value(code.Text)}{Nearest.Hint(code.Text, Codes.All.Keys)}", file.Path, code.Line, code.Column);
            else if (Codes.MustBeErrors(code.Text) && value.AsText() is "warning" or "none")
                yield return new(Codes.FixedSeverity, $"{code.Text} has to stay an error, as no row can be written without what it asks for; take this line away", file.Path, value.Line, value.Column);
        }
    }
}
