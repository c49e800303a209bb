using System.Runtime.InteropServices;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Text;

namespace DatasetPipeline.Train.Commands;

/// <summary>Runs what a command does, and turns what goes wrong into lines and an exit code.</summary>
internal static class Work
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Cancelled = 130;

    /// <summary>The first Ctrl+C or SIGTERM asks the work to end; a second one ends the process.</summary>
    public static int Run(Func<CancellationToken, int> work)
    {
        using var cancellation = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        try
        {
            return work(cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("cancelled; what was there before is as it was");
            return Cancelled;
        }
        catch (DiagnosticException e)
        {
            foreach (var diagnostic in e.Diagnostics)
                Console.Error.WriteLine(diagnostic);
            return Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(Codes.FileUnreadable, e.Message);
        }
        catch (Exception e) when (IsLoading(e))
        {
            return Fail(Codes.TorchNotLoaded, $"TorchSharp's native libraries cannot be loaded here: they need a 64-bit x64 system with libstdc++ of GCC 12 (GLIBCXX_3.4.30: Debian 12, Ubuntu 22.04 or later) ({e.GetBaseException().Message})");
        }
        catch (ExternalException e)
        {
            return Fail(Codes.TorchFailed, $"libtorch stopped: {e.Message}");
        }

        void Cancel(PosixSignalContext context)
        {
            context.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        }
    }

    /// <summary>A picture's own errors, at its path.</summary>
    public static DiagnosticException At(string path, PictureException e) =>
        new([.. e.Further.Prepend(e).Select(problem => new Diagnostic(problem.Code, problem.Message, Path.GetFullPath(path)))]);

    private static int Fail(string code, string message)
    {
        Console.Error.WriteLine($"dotnet train: error {code}: {Shown.Line(message)}");
        return Failed;
    }

    private static bool IsLoading(Exception e) => e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (e is TypeInitializationException or NotSupportedException && e.GetBaseException() is DllNotFoundException or BadImageFormatException or NotSupportedException);
}
