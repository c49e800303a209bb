using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Builds;

/// <summary>One mistake made a thousand times in a file would hide all else: the first places are shown, and the others counted.</summary>
internal static class Floods
{
    private const int Most = 20;

    /// <summary>Of each code in each file the first ones, and one line where the next would stand that says how many more there are.</summary>
    public static IReadOnlyList<Diagnostic> Shorten(IEnumerable<Diagnostic> findings)
    {
        var all = findings.ToList();
        var left = all.CountBy(finding => (finding.File, finding.Code)).ToDictionary(pair => pair.Key, pair => pair.Value);
        var shown = new Dictionary<(string File, string Code), int>();
        var result = new List<Diagnostic>();
        foreach (var finding in all)
        {
            var key = (finding.File, finding.Code);
            var place = shown[key] = shown.GetValueOrDefault(key) + 1;
            // A line that stands for one is no shorter than that one.
            if (place <= Most || left[key] == Most + 1)
                result.Add(finding);
            else if (place == Most + 1)
                result.Add(finding with { Message = FormattableString.Invariant($"and {left[key] - Most} more of {finding.Code} in this file, the first of them here") });
        }

        return result;
    }
}
