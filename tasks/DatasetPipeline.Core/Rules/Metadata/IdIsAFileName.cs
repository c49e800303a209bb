using System.Text;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules.Metadata;

/// <summary>An id can be a file's name on every system: snapshots and exports are named by it.</summary>
internal sealed class IdIsAFileName : IRecordRule
{
    // File systems take 255 bytes, and an ending comes behind it.
    private const int MostBytes = 240;
    private const string Forbidden = "<>:\"/\\|?*";

    private static readonly HashSet<string> Devices = new(
        ["con", "prn", "aux", "nul", "conin$", "conout$", .. "123456789¹²³".SelectMany(i => new[] { $"com{i}", $"lpt{i}" })], StringComparer.OrdinalIgnoreCase);

    public IEnumerable<Diagnostic> Check(Record record, DatasetSettings settings)
    {
        if (WhyNot(record.Id) is { } why)
            yield return record.Finding(Codes.UnsafeId, $"the id {Shown.Value(record.Id)} is no file's name on every system: {why}; give another one with \"id: …\"", "id");
    }

    private static string? WhyNot(string id) =>
        id.FirstOrDefault(Forbidden.Contains) is > '\0' and var c ? $"it holds {Shown.Value(c.ToString())}"
        : !Shown.IsPlain(id) ? "it holds a character that nobody sees"
        : Encoding.UTF8.GetByteCount(id) > MostBytes ? FormattableString.Invariant($"it takes more than {MostBytes} bytes")
        : id.EndsWith('.') || id.EndsWith(' ') ? "it ends with a full stop or a space"
        : id.StartsWith(' ') ? "it begins with a space"
        : Devices.Contains(id.Split('.')[0].TrimEnd()) ? "Windows keeps that name for a device"
        : null;
}
