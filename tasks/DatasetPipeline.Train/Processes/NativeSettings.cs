using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Processes;

/// <summary>
/// Environment variables that libtorch and MKL read when they are loaded. They have to be there when the process begins: what
/// .NET sets later does not reach native code on Linux.
/// </summary>
internal static class NativeSettings
{
    /// <summary>One kernel for every x64 processor with AVX2, and one number of threads: the same bits on another machine.</summary>
    private static readonly KeyValuePair<string, string>[] Reproducible =
    [
        new("ATEN_CPU_CAPABILITY", "avx2"),
        new("MKL_CBWR", "COMPATIBLE"),
        new("MKL_NUM_THREADS", "2"),
        new("OMP_NUM_THREADS", "2"),
        new("ONEDNN_MAX_CPU_ISA", "AVX2"),
    ];

    private const string WaitPolicy = "OMP_WAIT_POLICY";

    // Each decides how long a thread that waits keeps its processor.
    private static readonly string[] Waiting = [WaitPolicy, "GOMP_SPINCOUNT"];

    /// <summary>Begins this program anew where a variable is not what it has to be; returns only where nothing is to be done.</summary>
    /// <param name="settings">train.yaml, whose ENV it is.</param>
    /// <param name="reproducible">--reproducible</param>
    /// <param name="say">Where it is worth a look whether others are in the way: told that they are.</param>
    public static void Ensure(TrainSettings settings, bool reproducible, Action<string>? say = null)
    {
        var wanted = new Dictionary<string, string>(Wanted(settings, reproducible), StringComparer.Ordinal);
        if (say is not null && Waiting.All(name => Variable(name) is null) && Threads(Variable("OMP_NUM_THREADS")) is > 1 and var threads && Neighbours.InTheWay(threads) is { } busy)
        {
            // Threads that spin while they wait for each other, and share a processor, wait for its next turn: a step takes several times as long.
            say(string.Create(CultureInfo.InvariantCulture, $"other programs keep {busy:0.0} of {Environment.ProcessorCount} processors busy: this training gives way to them ({WaitPolicy}=passive) and takes longer; its result is the same"));
            wanted[WaitPolicy] = "passive";
        }

        if (wanted.All(variable => Environment.GetEnvironmentVariable(variable.Key) == variable.Value))
            return;
        foreach (var (name, value) in wanted)
            Environment.SetEnvironmentVariable(name, value);
        BeginAnew();

        string? Variable(string name) => wanted.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name);
    }

    /// <summary>The variables that have to be there.</summary>
    public static IReadOnlyDictionary<string, string> Wanted(TrainSettings settings, bool reproducible)
    {
        var wanted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in settings.Environment.Concat(reproducible ? Reproducible : []))
            wanted[name] = value;
        return wanted;
    }

    private static int Threads(string? given) => int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) ? threads : Environment.ProcessorCount;

    private static void BeginAnew()
    {
        var program = Environment.ProcessPath!;
        string[] arguments = Environment.GetCommandLineArgs();
        // Under `dotnet`, the first argument is this assembly.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            arguments = ["exec", .. arguments];
        else
            arguments = arguments[1..];
        Console.Out.Flush();
        Console.Error.Flush();
        if (OperatingSystem.IsWindows())
        {
            using var child = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
            child.WaitForExit();
            Environment.Exit(child.ExitCode);
        }

        // The same process goes on as the new program, so signals and kill reach it as before.
        var environment = Environment.GetEnvironmentVariables();
        var variables = environment.Keys.Cast<string>().Order(StringComparer.Ordinal).Select(name => $"{name}={environment[name]}");
        _ = Execute(Marshal.StringToCoTaskMemUTF8(program), Native([program, .. arguments]), Native(variables));
        throw new InvalidOperationException($"{program} cannot be begun anew: error {Marshal.GetLastPInvokeError()}.");
    }

    // What it takes ends in a null; nothing is given back, as this program ends.
    private static nint[] Native(IEnumerable<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];

    [DllImport("libc", EntryPoint = "execve", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Execute(nint path, nint[] arguments, nint[] environment);
}
