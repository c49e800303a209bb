using System.Diagnostics;
using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Core.Tests.Builds;

public sealed class BuildLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Lock => Path.Combine(_folder.Path, "obj", "lock");

    [Fact]
    public async Task Whoever_waits_is_told_once_and_takes_the_lock_when_it_is_free()
    {
        var told = 0;
        var held = BuildLock.Take(Lock, CancellationToken.None);
        var second = Task.Run(() => BuildLock.Take(Lock, CancellationToken.None, () => Interlocked.Increment(ref told)));
        for (var clock = Stopwatch.StartNew(); Volatile.Read(ref told) == 0 && clock.Elapsed < TimeSpan.FromSeconds(30);)
            await Task.Delay(10);
        await Task.Delay(700);

        Assert.False(second.IsCompleted);
        await held.DisposeAsync();
        await (await second).DisposeAsync();
        Assert.Equal(1, told);
    }

    [Fact]
    public void A_moment_s_waiting_is_not_worth_a_word()
    {
        var held = BuildLock.Take(Lock, CancellationToken.None);
        using var free = new Timer(_ => held.Dispose(), null, TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);

        using var second = BuildLock.Take(Lock, CancellationToken.None, () => Assert.Fail("It is told."));
    }

    [Fact]
    public void Waiting_ends_where_it_is_cancelled()
    {
        using var held = BuildLock.Take(Lock, CancellationToken.None);
        using var cancellation = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => BuildLock.Take(Lock, cancellation.Token, cancellation.Cancel));
    }

    [Fact]
    public void A_lock_that_can_never_be_taken_is_an_error_at_once()
    {
        Directory.CreateDirectory(Lock);
        Refused(Lock, "this is a folder, and a file of this name has to be written; delete it, or give it another name");

        Directory.Delete(Path.GetDirectoryName(Lock)!, recursive: true);
        _folder.Write("obj", "");
        Refused(Path.GetDirectoryName(Lock)!, "a folder of this name is needed, and what has it is none; delete it, or give it another name");
    }

    [Fact]
    public void A_file_system_that_nobody_writes_to_is_an_error_at_once()
    {
        // Everything in it can be read by everybody and written by nobody, whoever is root among them.
        if (!Directory.Exists("/proc/self/fdinfo"))
            return;

        var finding = Assert.Single(Assert.Throws<DiagnosticException>(() => BuildLock.Take("/proc/self/fdinfo/lock", CancellationToken.None)).Diagnostics);
        Assert.Equal((Codes.FileUnreadable, "/proc/self/fdinfo"), (finding.Code, finding.File));
    }

    public void Dispose() => _folder.Dispose();

    private void Refused(string file, string message)
    {
        var finding = Assert.Single(Assert.Throws<DiagnosticException>(() => BuildLock.Take(Lock, CancellationToken.None)).Diagnostics);

        Assert.Equal((Codes.FileUnreadable, file, message), (finding.Code, finding.File, finding.Message));
    }
}
