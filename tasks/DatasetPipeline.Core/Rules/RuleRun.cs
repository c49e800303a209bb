using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Rules;

/// <summary>Runs a rule so that one which fails takes nothing with it but what it would have found itself.</summary>
internal static class RuleRun
{
    /// <summary>What the rule finds in the file; where it fails, that it failed.</summary>
    public static IEnumerable<Diagnostic> Of(object rule, Func<IEnumerable<Diagnostic>> check, string file)
    {
        try
        {
            return check().ToList();
        }
        catch (Exception e) when (Cause(e) is not (OperationCanceledException or IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            var name = rule.GetType().Name;
            return
            [
                new(
                    Codes.NotChecked,
                    Cause(e) is RegexMatchTimeoutException
                        ? $"the rule {name} could not check this file in time; does a text in it hold what is no text?"
                        // Not its message, which may quote what no line shows.
                        : $"the rule {name} failed here with {Shown.Text(Cause(e).GetType().Name)}, which is a fault of the program; report it with the file",
                    file),
            ];
        }
    }

    // Queries on several threads wrap what is thrown in them.
    private static Exception Cause(Exception e) => e is AggregateException several ? several.Flatten().InnerExceptions[0] : e;
}
