using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Captures;

/// <summary>What changed under images/ since a commit.</summary>
internal static class GitChanges
{
    /// <summary>The paths, relative to images/, of files that are new, other than they were, or no more, also where nothing is committed.</summary>
    /// <exception cref="DiagnosticException">There is no such commit, or no git.</exception>
    public static IReadOnlySet<string> Since(string datasetFolder, string revision)
    {
        var folder = Path.Combine(datasetFolder, "images");
        if (!Directory.Exists(folder))
            return new HashSet<string>(StringComparer.Ordinal);
        // A name that begins with a dash would be an option.
        if (revision.StartsWith('-') || Git.Ask(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")?.Trim() is not { Length: > 0 } commit)
            throw new DiagnosticException(Codes.CaptureRefused, $"git knows no commit {Shown.Value(revision)} here; name a branch, a tag or a commit of the repository that the dataset is in", datasetFolder);

        // Where a branch parted is what a pull request is against; commits without a common one are compared as they are.
        var from = Git.Ask(folder, "merge-base", commit, "HEAD")?.Trim() is { Length: > 0 } parted ? parted : commit;
        return Names(Git.Ask(folder, "diff", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative", "-z", from, "--", "."))
            .Concat(Names(Git.Ask(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")))
            .ToHashSet(StringComparer.Ordinal);
    }

    private static string[] Names(string? list) => (list ?? "").Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
