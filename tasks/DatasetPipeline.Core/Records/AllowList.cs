using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>The <c>allow</c> of a record: codes whose findings are left as they are there, each with the reason.</summary>
public sealed class AllowList
{
    private readonly Dictionary<string, YamlScalar> _keys;
    private readonly Dictionary<string, string> _reasons;

    private AllowList(Dictionary<string, YamlScalar> keys, Dictionary<string, string> reasons) => (_keys, _reasons) = (keys, reasons);

    /// <summary>The codes, in order.</summary>
    public IEnumerable<string> Codes => _keys.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether findings of this code are left as they are.</summary>
    public bool Allows(string code) => _keys.ContainsKey(code);

    /// <summary>Why findings of a code that is allowed are left as they are.</summary>
    public string ReasonFor(string code) => _reasons[code];

    /// <summary>What is to be said of a code that is not found in the record.</summary>
    public Diagnostic Unused(string code, string file)
    {
        var key = _keys[code];
        return new(Diagnostics.Codes.UnusedAllow, $"{code} is not found in this record any more; take it out of allow", file, key.Line, key.Column);
    }

    internal static AllowList? Read(YamlNode? node)
    {
        var entries = node.AsEntries()
            .Where(entry => CanBeAllowed(entry.Key.Text) && !string.IsNullOrWhiteSpace(entry.Value.AsText()))
            .ToList();
        return entries.Count == 0 ? null : new(
            entries.ToDictionary(entry => entry.Key.Text, entry => entry.Key, StringComparer.Ordinal),
            entries.ToDictionary(entry => entry.Key.Text, entry => entry.Value.AsText()!.Trim(), StringComparer.Ordinal));
    }

    /// <summary>Codes that do not exist, and codes without which no row could be written.</summary>
    internal static IEnumerable<Diagnostic> Check(YamlFile file)
    {
        foreach (var (code, _) in file.Root["allow"].AsEntries().Where(entry => !CanBeAllowed(entry.Key.Text)))
        {
            yield return Diagnostics.Codes.All.ContainsKey(code.Text)
                ? new(Diagnostics.Codes.FixedSeverity, $"{code.Text} cannot be allowed, as no row can be written without what it asks for; take this line away", file.Path, code.Line, code.Column)
                : new(Diagnostics.Codes.UnknownKey, $"there is no code {Shown.Value(code.Text)}{Nearest.Hint(code.Text, Diagnostics.Codes.All.Keys)}", file.Path, code.Line, code.Column);
        }
    }

    // An allow for an allow would have to be allowed, too.
    private static bool CanBeAllowed(string code) =>
        Diagnostics.Codes.All.ContainsKey(code) && !Diagnostics.Codes.MustBeErrors(code) && code != Diagnostics.Codes.UnusedAllow;
}
