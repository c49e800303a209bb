using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules;

/// <summary>Runs a rule so that one which fails takes nothing with it but what it would have found from there on.</summary>
internal static class RuleRun
{
    /// <summary>What the rule finds in the file; where it fails, what it has found until then, and that it failed.</summary>
    /// <param name="rule">Its name.</param>
    /// <param name="check">The rule.</param>
    /// <param name="file">What it looks at.</param>
    public static IReadOnlyList<Diagnostic> Of(string rule, Func<IEnumerable<Diagnostic>> check, string file)
    {
        var found = new List<Diagnostic>();
        try
        {
            foreach (var finding in check())
                found.Add(finding);
        }
        catch (Exception e) when (Cause(e) is not (OperationCanceledException or IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            found.Add(Failed($"the rule {rule}", Cause(e), file));
        }

        return found;
    }

    /// <summary>That a check came to no end.</summary>
    /// <param name="check">As a line calls it.</param>
    /// <param name="cause">Why.</param>
    /// <param name="file">What it was about.</param>
    public static Diagnostic Failed(string check, Exception cause, string file) => new(
        Codes.NotChecked,
        cause is RegexMatchTimeoutException
            ? $"{check} could not check this file in time; does a text in it hold what is no text?"
            // Not its message, which may quote what no line shows.
            : $"{check} failed here with {Shown.Text(cause.GetType().Name)}, which is a fault of the program; report it with the file",
        file);

    // Queries on several threads wrap what is thrown in them.
    private static Exception Cause(Exception e) => e is AggregateException several ? several.Flatten().InnerExceptions[0] : e;
}
