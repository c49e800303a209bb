using System.Diagnostics;
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
    ];

    /// <summary>Begins this program anew where a variable is not what it has to be; returns only where nothing is to be done.</summary>
    public static void Ensure(TrainSettings settings, bool reproducible)
    {
        var wanted = Wanted(settings, reproducible);
        if (wanted.All(variable => Environment.GetEnvironmentVariable(variable.Key) == variable.Value))
            return;
        foreach (var (name, value) in wanted)
            Environment.SetEnvironmentVariable(name, value);
        BeginAnew();
    }

    /// <summary>The variables that have to be there.</summary>
    public static IReadOnlyDictionary<string, string> Wanted(TrainSettings settings, bool reproducible)
    {
        var wanted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in settings.Environment.Concat(reproducible ? Reproducible : []))
            wanted[name] = value;
        return wanted;
    }

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
