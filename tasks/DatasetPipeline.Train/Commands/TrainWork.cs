using System.Runtime.InteropServices;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;

namespace DatasetPipeline.Train.Commands;

/// <summary><see cref="Work"/> with torch.</summary>
internal static class TrainWork
{
    public const string Program = "dotnet train";

    /// <param name="work">The command.</param>
    /// <param name="events">Whether standard error is events for a script.</param>
    public static int Run(Func<CancellationToken, int> work, bool events = false) => new Work(Program, Explain, events).Run(work);

    /// <summary>A picture's own errors, at its path.</summary>
    public static DiagnosticException At(string path, PictureException e) =>
        new([.. e.Further.Prepend(e).Select(problem => new Diagnostic(problem.Code, problem.Message, Path.GetFullPath(path)))]);

    /// <summary>What a failure of torch means; null where it is none.</summary>
    public static (string Code, string Message)? Explain(Exception e) => e switch
    {
        _ when IsLoading(e) => (Codes.TorchNotLoaded, $"TorchSharp's native libraries cannot be loaded here: they need a 64-bit x64 system with libstdc++ of GCC 12 (GLIBCXX_3.4.30: Debian 12, Ubuntu 22.04 or later) ({e.GetBaseException().Message})"),
        ExternalException => (Codes.TorchFailed, $"libtorch stopped: {e.Message}"),
        _ => null,
    };

    private static bool IsLoading(Exception e) => e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (e is TypeInitializationException or NotSupportedException && e.GetBaseException() is DllNotFoundException or BadImageFormatException or NotSupportedException);
}
