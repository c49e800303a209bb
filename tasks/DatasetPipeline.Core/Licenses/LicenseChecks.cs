using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Licenses;

/// <summary>What is wrong with a licence as somebody wrote it.</summary>
public static class LicenseChecks
{
    /// <summary>The code and the message of each finding.</summary>
    public static IEnumerable<(string Code, string Message)> Find(string text)
    {
        var license = LicenseExpression.Parse(text);
        if (!license.IsWellFormed || license.Unknown.Count > 0)
        {
            var wrong = license is { IsWellFormed: true, Unknown: [var word, ..] } ? word : text;
            yield return (Codes.UnknownLicense, Meant(text, license) is { } meant
                ? $"{Shown.Value(wrong)} is no licence of SPDX's list; did you mean {Shown.Value(meant)}?"
                : $"{Shown.Value(wrong)} is no licence of SPDX's list; write an identifier from spdx.org/licenses such as CC-BY-4.0, or LicenseRef- and a name of your own");
            yield break;
        }

        if (license.Deprecated is [var old, ..])
        {
            yield return (Codes.LicenseSpelling, license.Current == license.Written
                ? $"SPDX's list calls {Shown.Value(old)} deprecated and names none in its place; write the licence that the picture's owner names, or LicenseRef- and a name of your own"
                : $"SPDX's list calls {Shown.Value(old)} deprecated; write {Shown.Value(license.Current!)}{OrLater(license)}");
        }
        else if (license.Current != license.Written)
        {
            yield return (Codes.LicenseSpelling, $"SPDX's list writes {Shown.Value(license.Written)} as {Shown.Value(license.Current!)}; write it so");
        }

        if (license.ForbidsDerivatives)
        {
            yield return (Codes.NoDerivatives,
                $"the licence {Shown.Value(text)} forbids derivatives, and a picture with marks or in another size is one; take a picture that may be changed, or ask its owner and name the permission as LicenseRef-");
        }
    }

    // As two with a slash between them, as an expression, as a name of one.
    private static string? Meant(string text, LicenseExpression license)
    {
        if (text.Length > 100)
            return null;
        return text.Contains('/', StringComparison.Ordinal) && LicenseExpression.Parse(text.Replace("/", " OR ", StringComparison.Ordinal)) is { Unknown: [], Current: { } choice }
            ? choice
            : license.Current ?? SpdxList.NearestLicense(text);
    }

    private static string OrLater(LicenseExpression license) => license.Current!.EndsWith("-only", StringComparison.Ordinal) && !license.Current.Contains(' ', StringComparison.Ordinal)
        ? $", or {Shown.Value(license.Current[..^"only".Length] + "or-later")}"
        : "";
}
