using System.Diagnostics;

namespace DatasetPipeline.Benchmarks;

/// <summary>What a build costs that has nothing to do.</summary>
internal static class SecondBuild
{
    private const int Times = 5;

    public static int Measure(string dataset)
    {
        var empty = Directory.CreateTempSubdirectory("empty").FullName;
        try
        {
            File.WriteAllText(Path.Combine(empty, "empty.csproj"), """<Project Sdk="Microsoft.Build.NoTargets/3.7.0"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
            if (Build(empty) is null || Build(dataset) is null)
                return 1;

            // In turns, so that whatever else the machine does meets both alike.
            var (ofEmpty, ofDataset) = (new List<double>(), new List<double>());
            for (var i = 0; i < Times; i++)
            {
                ofEmpty.Add(Build(empty)!.Value);
                ofDataset.Add(Build(dataset)!.Value);
            }

            var (one, other) = (Median(ofEmpty), Median(ofDataset));
            Console.WriteLine($"second build of an empty NoTargets project   {one:0.00} s");
            Console.WriteLine($"second build of {dataset,-27}  {other:0.00} s");
            Console.WriteLine($"difference                                   {other - one:0.00} s");
            return 0;
        }
        finally
        {
            Directory.Delete(empty, recursive: true);
        }
    }

    private static double? Build(string folder)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["build", folder, "-nologo", "-tl:off"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
            return clock.Elapsed.TotalSeconds;
        Console.Error.WriteLine(output);
        return null;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
