using System.Runtime.InteropServices;

namespace DatasetPipeline.Launcher;

/// <summary>What became of a build of a tool.</summary>
/// <param name="Assembly">The tool's dll; null when there is none to run.</param>
/// <param name="ExitCode">0, or what the launcher ends with.</param>
/// <param name="Output">What a failed build said.</param>
/// <param name="Signal">The signal that ended it.</param>
internal sealed record BuildResult(string? Assembly, int ExitCode, IReadOnlyList<string> Output, PosixSignal? Signal = null);
