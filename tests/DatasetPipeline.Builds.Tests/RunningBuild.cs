using System.Diagnostics;

namespace DatasetPipeline.Builds.Tests;

/// <summary>A build that has begun.</summary>
internal sealed class RunningBuild(Process process)
{
    private readonly Task<string> _output = process.StandardOutput.ReadToEndAsync();
    private readonly Task<string> _error = process.StandardError.ReadToEndAsync();

    public bool HasEnded => process.HasExited;

    /// <summary>As <c>kill -9</c> does, with its task host.</summary>
    public void Kill()
    {
        process.Kill(entireProcessTree: true);
        Finish();
    }

    public BuildResult Finish()
    {
        process.WaitForExit();
        using (process)
            return new(process.ExitCode, _output.GetAwaiter().GetResult() + _error.GetAwaiter().GetResult());
    }
}
