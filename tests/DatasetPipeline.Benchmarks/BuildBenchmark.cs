using System.Globalization;

namespace DatasetPipeline.Benchmarks;

/// <summary>What a build costs that has nothing to do, and one that has everything to do.</summary>
internal static class BuildBenchmark
{
    private const int Rounds = 5;

    /// <summary>Prints the figures; fails where the dataset does not build.</summary>
    public static int Run(string? dataset)
    {
        var folder = Path.GetFullPath(dataset ?? Path.Combine(RepositoryRoot(AppContext.BaseDirectory), "datasets", "checkout"));
        var empty = Directory.CreateTempSubdirectory("empty-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(empty, "empty.csproj"), """
                <Project Sdk="Microsoft.Build.NoTargets/3.7.0">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                </Project>
                """);
            Build(empty);
            Build(folder);

            // In turns, so that whatever else the machine does weighs on both.
            var (emptyTimes, datasetTimes) = (new List<double>(), new List<double>());
            for (var i = 0; i < Rounds; i++)
            {
                emptyTimes.Add(Build(empty));
                datasetTimes.Add(Build(folder));
            }

            Print("second build of an empty NoTargets project", Median(emptyTimes));
            Print($"second build of {Path.GetFileName(folder)}", Median(datasetTimes));
            Print("difference", Median(datasetTimes) - Median(emptyTimes));

            var firstTimes = new List<double>();
            for (var i = 0; i < Rounds; i++)
            {
                DeleteOutputs(folder);
                firstTimes.Add(Build(folder));
            }

            var files = Directory.GetFiles(Path.Combine(folder, "images"), "*", SearchOption.AllDirectories).Length;
            Print($"first build of its {files} files", Median(firstTimes));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"files a second, the empty build's time taken off",-50} {files / Math.Max(0.001, Median(firstTimes) - Median(emptyTimes)),8:0}"));
            return 0;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(empty, recursive: true);
        }
    }

    private static void DeleteOutputs(string folder)
    {
        foreach (var path in (string[])[Path.Combine(folder, "bin", "dataset"), Path.Combine(folder, "obj", "dataset")])
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        }
    }

    private static double Build(string folder) => BuildProcess.Run(folder).Seconds;

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static void Print(string what, double seconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-50} {seconds,8:0.00} s"));

    public static string RepositoryRoot(string folder) =>
        File.Exists(Path.Combine(folder, "DatasetPipeline.sln")) ? folder : RepositoryRoot(Path.GetDirectoryName(folder)!);
}
