using System.Diagnostics;
using System.Runtime.InteropServices;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Privacy;
using DatasetPipeline.Text;

namespace DatasetPipeline.Cli;

/// <summary>Runs what a command does, and turns what goes wrong into lines and an exit code.</summary>
/// <param name="program">As one types it: <c>dotnet train</c>.</param>
/// <param name="explain">What a failure of the program's own libraries means: a code and a message; null where it means nothing to it.</param>
/// <param name="events">Whether standard error is events for a script, so that what goes wrong is one, too.</param>
public sealed class Work(string program, Func<Exception, (string Code, string Message)?>? explain = null, bool events = false)
{
    /// <summary>The exit code of work that is done.</summary>
    public const int Done = 0;

    /// <summary>The exit code of work that came to an error.</summary>
    public const int Failed = 1;

    /// <summary>The exit code where there was no work: an argument is wrong, or there is nothing to work on. `dotnet train` ends with <see cref="Failed"/> there.</summary>
    public const int WrongUse = 2;

    /// <summary>The exit code of work that Ctrl+C ended, as shells have it: 128 and the number of the signal.</summary>
    public const int Cancelled = 130;

    /// <summary>The exit code of work that SIGTERM ended.</summary>
    public const int Terminated = 143;

    private const string Trace = "DATASETPIPELINE_TRACE";

    // `timeout` and service managers signal the whole group, and dotnet above us passes on what it gets as well.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>The first Ctrl+C or SIGTERM asks the work to end; another one ends the process, unless it comes within a second and so is the same one.</summary>
    public int Run(Func<CancellationToken, int> work)
    {
        var (gate, first, stopped) = (new Lock(), 0L, Cancelled);
        using var cancellation = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        try
        {
            return work(cancellation.Token) is var ended && ended == Cancelled ? stopped : ended;
        }
        catch (OperationCanceledException e)
        {
            var where = e is InterruptedException ? e.Message : "cancelled; what was there before is as it was";
            Console.Error.WriteLine(events ? EventLine.Of("stopped", ("step", (e as InterruptedException)?.Step), ("text", where)) : where);
            return stopped;
        }
        catch (DiagnosticException e)
        {
            return Tell(e, Failed, events);
        }
        catch (Exception e) when (Explain(e) is not null)
        {
            var (code, message) = Explain(e)!.Value;
            Tell(program, code, Shown.Line(message), events);
            return Failed;
        }

#pragma warning disable CA1031 // a fault of ours is told like any other, in one line
        catch (Exception e)
#pragma warning restore CA1031
        {
            Tell(program, Codes.Unforeseen, $"this was not foreseen ({e.GetType().Name}): {Shown.Line(e.Message)} Please report it, with what the same command writes with {Trace}=1 in its environment.", events);
            if (Environment.GetEnvironmentVariable(Trace) is { Length: > 0 })
                Console.Error.WriteLine(events ? EventLine.Of("note", ("text", e.ToString())) : e);
            return Failed;
        }

        void Cancel(PosixSignalContext context)
        {
            lock (gate)
            {
                context.Cancel = first == 0 || Stopwatch.GetElapsedTime(first) < Moment;
                if (first != 0)
                    return;
                (first, stopped) = (Stopwatch.GetTimestamp(), context.Signal == PosixSignal.SIGTERM ? Terminated : Cancelled);
            }

            cancellation.Cancel();
        }
    }

    /// <summary>Writes all that was found to standard error, what is of one file by line and column.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(DiagnosticException findings, int exitCode, bool events = false)
    {
        foreach (var diagnostic in findings.Diagnostics.GroupBy(finding => finding.File).SelectMany(file => file.OrderBy(finding => (finding.Line, finding.Column))))
            Tell(diagnostic, events);
        return exitCode;
    }

    /// <summary>Writes a finding to standard error.</summary>
    public static void Tell(Diagnostic found, bool events)
    {
        var masked = found with { Message = PersonalData.Mask(found.Message) };
        Console.Error.WriteLine(events ? EventLine.Of(masked) : masked.ToString());
    }

    /// <summary>Writes what went wrong, and is of no file, to standard error.</summary>
    internal static void Tell(string program, string code, string message, bool events) =>
        Console.Error.WriteLine(events ? EventLine.Of("error", ("code", code), ("message", message)) : $"{program}: error {code}: {message}");

    private (string Code, string Message)? Explain(Exception e) =>
        e is IOException or UnauthorizedAccessException ? (Codes.FileUnreadable, e.Message.TrimEnd()) : explain?.Invoke(e);
}
