using System.Diagnostics;

namespace DatasetPipeline.Launcher.Tests;

/// <summary>A clone in small: a solution, and a trainer of ten lines that says what reaches it. Builds and processes are real.</summary>
public sealed class Clone : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
        </Project>
        """;

    private const string Source = """
        using System.Runtime.InteropServices;
        foreach (var arg in args)
            Console.WriteLine($"<{arg}>");
        if (args is ["exit", var code])
            return int.Parse(code);
        if (args is ["echo"])
            Console.Write(Console.In.ReadToEnd());
        if (args is ["variable", var name])
            Console.WriteLine(Environment.GetEnvironmentVariable(name) ?? "not set");
        if (args is ["folder"])
            Console.WriteLine(Environment.CurrentDirectory);
        if (args is not ["wait"])
            return 0;
        var signals = 0;
        using var ended = new ManualResetEventSlim();
        PosixSignalRegistration[] registered = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Interlocked.Increment(ref signals);
            ended.Set();
        }))];
        Console.WriteLine("waiting");
        ended.Wait();
        Thread.Sleep(300); // a second signal would be counted
        Console.WriteLine($"ended whole after {signals} signal");
        return 42;
        """;

    public Clone()
    {
        Root = Directory.CreateTempSubdirectory("dataset pipeline ").FullName; // with a space
        File.WriteAllText(Path.Combine(Root, "DatasetPipeline.sln"), "");
        Directory.CreateDirectory(Train);
        Directory.CreateDirectory(Deep);
        File.WriteAllText(Path.Combine(Train, "DatasetPipeline.Train.csproj"), Project);
        File.WriteAllText(Program, Source);
    }

    /// <summary>A second tool, and a library that both refer to.</summary>
    public void AddDataset()
    {
        const string ToCore = "<ItemGroup><ProjectReference Include=\"../DatasetPipeline.Core/DatasetPipeline.Core.csproj\" /></ItemGroup></Project>";
        foreach (var folder in (string[])[Dataset, Core])
            Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(Dataset, "DatasetPipeline.Dataset.csproj"), Project.Replace("</Project>", ToCore));
        File.WriteAllText(Path.Combine(Train, "DatasetPipeline.Train.csproj"), Project.Replace("</Project>", ToCore));
        File.WriteAllText(Path.Combine(Core, "DatasetPipeline.Core.csproj"), Project.Replace("<OutputType>Exe</OutputType>", ""));
        File.WriteAllText(Path.Combine(Core, "Core.cs"), "public static class Core { public const string Says = \"core\"; }");
        File.WriteAllText(Path.Combine(Dataset, "Program.cs"), "Console.WriteLine($\"dataset {Core.Says} {string.Join(' ', args)}\");");
    }

    public string Root { get; }

    public string Train => Path.Combine(Root, "tasks", "DatasetPipeline.Train");

    public string Dataset => Path.Combine(Root, "tasks", "DatasetPipeline.Dataset");

    public string Core => Path.Combine(Root, "tasks", "DatasetPipeline.Core");

    public string Program => Path.Combine(Train, "Program.cs");

    public string Output => Path.Combine(Train, "bin", "Debug", "net10.0", "DatasetPipeline.Train.dll");

    /// <summary>A folder to start from, far below the root.</summary>
    public string Deep => Path.Combine(Root, "datasets", "checkout", "images");

    /// <summary>The launcher, as its own build left it.</summary>
    public static string Launcher => Path.Combine(AppContext.BaseDirectory, "DatasetPipeline.Launcher.dll");

    public Finished Run(params string[] args) => Run(Deep, "", [], args);

    /// <summary>As the package behind <c>dotnet dataset</c> runs it.</summary>
    public Finished RunDataset(params string[] args)
    {
        var own = File.ReadAllText(Path.ChangeExtension(Launcher, ".runtimeconfig.json"));
        var config = Path.Combine(Root, "dataset.runtimeconfig.json");
        File.WriteAllText(config, own.Replace("\"DatasetPipeline.Tool\": \"train\"", "\"DatasetPipeline.Tool\": \"dataset\"", StringComparison.Ordinal));
        using var process = Start("dotnet", Deep, [], ["exec", "--runtimeconfig", config, Launcher, .. args]);
        return Finish(process);
    }

    public static Finished Run(string folder, string input, Dictionary<string, string> environment, params string[] args)
    {
        using var process = Start("dotnet", folder, environment, ["exec", Launcher, .. args]);
        return Finish(process, input);
    }

    public static Process Start(string program, string folder, Dictionary<string, string> environment, params string[] args)
    {
        // A shell starts what it runs in the background with Ctrl+C ignored, and a child inherits that.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", program] : [program];
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. args])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static Finished Finish(Process process, string input = "")
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return new Finished(process.ExitCode, output.Result, error.Result);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
