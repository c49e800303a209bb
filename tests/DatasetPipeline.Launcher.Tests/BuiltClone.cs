namespace DatasetPipeline.Launcher.Tests;

/// <summary>A clone whose trainer the launcher has built, for tests that change nothing in it.</summary>
public sealed class BuiltClone : IDisposable
{
    public BuiltClone() => First = Clone.Run("one", "two words");

    public Clone Clone { get; } = new();

    /// <summary>The run that built.</summary>
    public Finished First { get; }

    public void Dispose() => Clone.Dispose();
}
