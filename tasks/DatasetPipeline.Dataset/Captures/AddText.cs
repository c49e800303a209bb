using DatasetPipeline.Cli;
using DatasetPipeline.Findings;
using DatasetPipeline.Text;

namespace DatasetPipeline.Captures;

/// <summary>What was added, for people; where a caption is missing, its place as editors and grep read it.</summary>
internal static class AddText
{
    public static void Write(AddReport report, bool isDryRun)
    {
        foreach (var added in report.Added)
        {
            var removed = added.Removed.Count == 0 ? "" : $"; left out: {string.Join(", ", added.Removed)}";
            Console.WriteLine(FormattableString.Invariant($"{DatasetProject.Relative(added.Picture)}: {added.Width} × {added.Height} pixels of {Shown.Line(DatasetProject.Relative(added.From))}{removed}"));
            if (added.Drawn.Count > 0)
                Console.WriteLine($"{DatasetProject.Relative(added.Picture)}: its pixels seem to hold {string.Join("; ", added.Drawn)}");
            if (added.Caption is var (line, column))
                Console.WriteLine(FormattableString.Invariant($"{added.Record}({line},{column}): the caption is to be written here"));
        }

        CheckText.Write(report.Added.SelectMany(added => added.Findings).Concat(report.Refused.SelectMany(refused => refused.Findings)).Distinct());
        var refusals = report.Refused.Count == 0 ? "" : $", {Counted.Of(report.Refused.Count, "file")} refused";
        Console.WriteLine($"{Counted.Of(report.Added.Count, "picture")} {(isDryRun ? "would be added" : "added")}{refusals}");
    }
}
