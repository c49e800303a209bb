using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DatasetPipeline.Train.Tests.Commands;

/// <summary>The real program in a process of its own.</summary>
internal sealed class TrainProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private TrainProcess(string folder, IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        // A shell starts what it runs in the background with Ctrl+C ignored, and a child inherits that.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0], [.. command[1..], "exec", Path.Combine(AppContext.BaseDirectory, "DatasetPipeline.Train.dll"), .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // Two threads a process would only wait for each other where tests run side by side.
        start.Environment["OMP_NUM_THREADS"] = "1";
        // Where the tests themselves run in CI, the program is to behave as on a desk.
        start.Environment.Remove("CI");
        start.Environment.Remove("TF_BUILD");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output => Read(_output);

    public string Error => Read(_error);

    public int ExitCode => _process.ExitCode;

    public static TrainProcess Start(string folder, params string[] arguments) => new(folder, null, arguments);

    public static TrainProcess Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) => new(folder, environment, arguments);

    public static TrainProcess Run(string folder, params string[] arguments) => Run(folder, null, arguments);

    public static TrainProcess Run(string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var process = new TrainProcess(folder, environment, arguments);
        process.Wait();
        return process;
    }

    public TrainProcess Wait()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(6)))
        {
            Kill();
            Assert.Fail($"It does not end.\n{Output}\n{Error}");
        }

        _process.WaitForExit(); // all output has come
        return this;
    }

    /// <summary>Waits for its end alone: what it has started may go on and hold its output open.</summary>
    public void WaitToEnd() => Assert.True(_process.WaitForExit(TimeSpan.FromMinutes(1)), "It does not end.");

    /// <summary>Waits for its end; the most memory it had at once, in bytes, without the pages of files that it reads.</summary>
    public long WaitForPeak()
    {
        var peak = 0L;
        do
            peak = Math.Max(peak, OwnMemory());
        while (!_process.WaitForExit(TimeSpan.FromMilliseconds(10)));
        Wait();
        return peak;
    }

    /// <summary>The memory that it has now, in bytes, without the pages of files that it reads: how many of them lie there is the system's choice.</summary>
    public long OwnMemory()
    {
        try
        {
            return File.ReadLines($"/proc/{Id}/status")
                .Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssShmem:", StringComparison.Ordinal))
                .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10);
        }
        catch (IOException)
        {
            return 0; // It has ended since.
        }
    }

    /// <summary>Waits until it has written this.</summary>
    public void WaitFor(string text) => WaitFor(() => Output, text);

    /// <summary>Waits until it has written this to standard error.</summary>
    public void WaitForError(string text) => WaitFor(() => Error, text);

    private void WaitFor(Func<string> written, string text)
    {
        var clock = Stopwatch.StartNew();
        while (!written().Contains(text, StringComparison.Ordinal))
        {
            if (_process.HasExited)
                _process.WaitForExit(); // all output has come
            Assert.False(_process.HasExited && !written().Contains(text, StringComparison.Ordinal), $"It ended before \"{text}\".\n{Output}\n{Error}");
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(6), $"\"{text}\" does not come.\n{Output}\n{Error}");
            Thread.Sleep(5);
        }
    }

    public void Interrupt() => Process.Start("kill", ["-INT", $"{Id}"]).WaitForExit();

    public void Kill() => _process.Kill();

    public void Dispose() => _process.Dispose();

    private static void Add(StringBuilder text, string? line)
    {
        lock (text)
            text.Append(line is null ? "" : line + "\n");
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
