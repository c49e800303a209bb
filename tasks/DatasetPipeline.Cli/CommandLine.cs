using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace DatasetPipeline.Cli;

/// <summary>What <c>dotnet train</c> and <c>dotnet dataset</c> do with their arguments.</summary>
public static class CommandLine
{
    /// <summary>Runs what the arguments ask for, with --help everywhere and --version.</summary>
    /// <param name="command">The program with all its commands.</param>
    /// <param name="args">As they came.</param>
    /// <param name="wrongUse">The exit code where the arguments make no sense.</param>
    public static int Run(Command command, string[] args, int wrongUse)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        command.Add(new HelpOption { Recursive = true });
        command.Add(new VersionOption());
        var parsed = command.Parse(args);
        var ended = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        return parsed.Action is ParseErrorAction ? wrongUse : ended;
    }
}
