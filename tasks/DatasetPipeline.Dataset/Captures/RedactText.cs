using DatasetPipeline.Cli;
using DatasetPipeline.Findings;
using DatasetPipeline.Text;

namespace DatasetPipeline.Captures;

/// <summary>What was redacted, for people, and what is left to do in git.</summary>
internal static class RedactText
{
    public static void Write(RedactReport report, bool isDryRun)
    {
        foreach (var picture in report.Pictures)
        {
            var renamed = picture.Before == picture.Picture ? "" : $" of {Path.GetFileName(picture.Before)}";
            Console.WriteLine($"{DatasetProject.Relative(picture.Picture)}: {Counted.Of(picture.Boxes, "place")}{renamed} {(isDryRun ? "would be " : "")}covered{(picture.Records.Count > 0 ? $", {string.Join(", ", picture.Records.Select(record => Path.GetFileName(record)))} changed" : "")}");
            Console.WriteLine($"  {Trace(picture.Trace)}");
        }

        CheckText.Write(report.Findings);
        WriteCommands([.. report.Pictures.Select(picture => picture.Trace).OfType<GitTrace>().SelectMany(trace => trace.Commits > 0 ? trace.Blobs : []).Distinct(StringComparer.Ordinal)]);
        Console.WriteLine($"{Counted.Of(report.Pictures.Count, "picture")} {(isDryRun ? "would be " : "")}redacted{(report.Findings.Count > 0 ? $", {Counted.Of(report.Findings.Count, "finding")}" : "")}");
    }

    private static string Trace(GitTrace? trace) => trace switch
    {
        null => "no git here: nothing else holds the original, as far as this command can see",
        { Commits: > 0 } => $"git holds the original: {Counted.Of(trace.Commits, "commit")} changed it",
        { IsTracked: true } => "no commit holds the original, but git add has stored it: git add the picture again, then git gc --prune=now",
        _ => "git does not know the original: nothing of it can be committed any more",
    };

    private static void WriteCommands(IReadOnlyList<string> blobs)
    {
        if (blobs.Count == 0)
            return;
        Console.WriteLine($"""

            What is committed stays in git's history, and on every server and clone that has it. To take it out: commit the change, then

              printf '%s\n' {string.Join(' ', blobs)} > originals.txt
              git filter-repo --strip-blobs-with-ids originals.txt
              git push --force --all

            Everybody clones anew; ask the host to drop what it keeps of old commits. What was a secret counts as known: change it.

            """);
    }
}
