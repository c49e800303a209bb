using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Findings;

/// <summary>A line a finding, as editors and grep read it.</summary>
internal static class CheckText
{
    public static void Write(IEnumerable<Diagnostic> findings)
    {
        foreach (var finding in findings)
            Write(finding);
    }

    // .NET colours nothing where the output is no terminal or NO_COLOR is set.
    private static void Write(Diagnostic finding)
    {
        var line = finding.ToString();
        var place = $"{finding.File}({finding.Line},{finding.Column}): ".Length;
        var message = line.Length - $": {finding.Message}".Length;
        Console.Write(line[..place]);
        Console.ForegroundColor = finding.Severity == Severity.Error ? ConsoleColor.Red : ConsoleColor.Yellow;
        Console.Write(line[place..message]);
        Console.ResetColor();
        Console.WriteLine(line[message..]);
    }
}
