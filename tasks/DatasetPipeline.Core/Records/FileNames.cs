using System.Text;
using DatasetPipeline.Text;

namespace DatasetPipeline.Records;

/// <summary>Names that every system takes for a file: ids are such, as snapshots and exports are named by them.</summary>
internal static class FileNames
{
    // File systems take 255 bytes, and an ending comes behind it.
    private const int MostBytes = 240;
    private const string Forbidden = "<>:\"/\\|?*";

    private static readonly HashSet<string> Devices = new(
        ["con", "prn", "aux", "nul", "conin$", "conout$", .. "123456789¹²³".SelectMany(i => new[] { $"com{i}", $"lpt{i}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a name is none on some system; null where it is one on each.</summary>
    public static string? WhyNot(string name) =>
        name.FirstOrDefault(Forbidden.Contains) is > '\0' and var c ? $"it holds {Shown.Value(c.ToString())}"
        : !Shown.IsPlain(name) ? "it holds a character that nobody sees"
        : Encoding.UTF8.GetByteCount(name) > MostBytes ? FormattableString.Invariant($"it takes more than {MostBytes} bytes")
        : name.EndsWith('.') || name.EndsWith(' ') ? "it ends with a full stop or a space"
        : name.StartsWith(' ') ? "it begins with a space"
        : IsDevice(name) ? "Windows keeps that name for a device"
        : null;

    /// <summary>The name with a hyphen for each character that some system does not take; one that is too long stays so.</summary>
    public static string Mended(string name)
    {
        if (WhyNot(name) is null)
            return name;
        var mended = string.Concat(name.EnumerateRunes().Select(rune => rune.Value is < 128 && Forbidden.Contains((char)rune.Value) || !Shown.IsPlain(rune.ToString()) ? "-" : rune.ToString()));
        // Else a command that a build agent would find in a line.
        if (!Shown.IsPlain(mended))
            mended = mended.Replace('#', '-');
        var begin = mended.Length - mended.TrimStart(' ').Length;
        var end = begin == mended.Length ? 0 : mended.Length - mended.TrimEnd(' ', '.').Length;
        mended = new string('-', begin) + mended[begin..^end] + new string('-', end);
        return IsDevice(mended) ? "_" + mended : mended;
    }

    private static bool IsDevice(string name) => Devices.Contains(name.Split('.')[0].TrimEnd());
}
