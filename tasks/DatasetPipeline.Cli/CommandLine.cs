using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Privacy;
using DatasetPipeline.Text;

namespace DatasetPipeline.Cli;

/// <summary>What <c>dotnet train</c> and <c>dotnet dataset</c> do with their arguments.</summary>
public static class CommandLine
{
    private const string NoOption = "there is no option ";

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
        if (parsed.Action is not ParseErrorAction)
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        Tell(parsed, command.Name.Replace('-', ' '));
        return wrongUse;
    }

    /// <summary>Says that a command has no such option, and which one may have been meant.</summary>
    public static string NoSuchOption(string option, Command command) =>
        $"{NoOption}{Shown.Text(option)}{Nearest.Hint(option, command.Options.Select(known => known.Name))}";

    /// <summary>Has what begins with a dash in an argument's place told as an option that there is not.</summary>
    /// <param name="argument">The argument, of paths or names, which begin otherwise.</param>
    public static void RefuseOptions(Argument argument) => argument.Validators.Add(result =>
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } option)
            result.AddError(NoSuchOption(option.Value, ((CommandResult)result.Parent!).Command));
    });

    // Instead of System.CommandLine's own, which writes all of the help below, so that the error scrolls away.
    private static void Tell(ParseResult parsed, string program)
    {
        var (command, isRoot) = (parsed.CommandResult.Command, parsed.CommandResult.Parent is null);
        var events = isRoot && parsed.Tokens.Any(token => token is { Type: TokenType.Option, Value: "--json" });
        foreach (var message in Errors(parsed, command).Select(error => PersonalData.Mask(Shown.Line(error))))
            Work.Tell(program, Codes.WrongUse, message, events);
        var hint = $"{program}{(isRoot ? "" : " " + command.Name)} --help shows the {(command.Action is null ? "commands" : "options")}";
        Console.Error.WriteLine(events ? EventLine.Of("note", ("text", hint)) : hint);
    }

    private static IEnumerable<string> Errors(ParseResult parsed, Command command)
    {
        var known = command.Subcommands.Select(one => one.Name).ToList();
        if (command.Action is null)
            return [parsed.UnmatchedTokens is [var word, ..] ? $"{Shown.Value(word)} is no command{Nearest.Hint(word, known)}; commands are {string.Join(", ", known)}" : $"name a command: {string.Join(", ", known)}"];

        var options = parsed.UnmatchedTokens.Where(token => token.StartsWith('-')).Select(token => NoSuchOption(token, command));
        var errors = parsed.Errors.Select(error => string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        // An option that is not known may have taken the place of an argument, which is then one too many.
        if (options.Concat(errors).Any(error => error.StartsWith(NoOption, StringComparison.Ordinal)))
            errors.RemoveAll(error => parsed.UnmatchedTokens.Any(token => error.Contains($"'{token}'", StringComparison.Ordinal)));
        return options.Concat(errors).Distinct();
    }
}
