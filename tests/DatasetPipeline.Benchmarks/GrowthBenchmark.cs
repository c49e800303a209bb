using System.Globalization;

namespace DatasetPipeline.Benchmarks;

/// <summary>What builds of a large dataset cost: the first, one with nothing to do, one after one record has changed.</summary>
internal static class GrowthBenchmark
{
    private const int Rounds = 5;

    /// <summary>Generates a dataset, builds it and prints the table; fails where it does not build.</summary>
    public static int Run(int records)
    {
        var folder = Directory.CreateTempSubdirectory("growth-").FullName;
        try
        {
            var (empty, dataset) = (Directory.CreateDirectory(Path.Combine(folder, "empty")).FullName, Directory.CreateDirectory(Path.Combine(folder, "growth")).FullName);
            File.WriteAllText(Path.Combine(empty, "empty.csproj"), """
                <Project Sdk="Microsoft.Build.NoTargets/3.7.0">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                </Project>
                """);
            GeneratedDataset.Write(dataset, records, BuildBenchmark.RepositoryRoot(AppContext.BaseDirectory));
            BuildProcess.Run(empty);
            Print(string.Create(CultureInfo.InvariantCulture, $"first build of {records} records"), [BuildProcess.Run(dataset)]);

            // In turns, so that whatever else the machine does weighs on all three.
            var (nothing, noop, changed) = (new List<(double Seconds, long)>(), new List<(double Seconds, long)>(), new List<(double Seconds, long)>());
            for (var i = 0; i < Rounds; i++)
            {
                nothing.Add(BuildProcess.Run(empty));
                noop.Add(BuildProcess.Run(dataset));
                GeneratedDataset.Change(dataset, records / 2, i);
                changed.Add(BuildProcess.Run(dataset));
            }

            Print("an empty NoTargets project", nothing);
            Print("nothing changed", noop);
            Print("one record changed", changed);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nothing changed, over the empty project  {Median(noop) - Median(nothing),6:+0.00;-0.00} s"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one changed, over nothing changed        {Median(changed) - Median(noop),6:+0.00;-0.00} s"));
            return 0;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Median(List<(double Seconds, long)> runs) => runs.Select(run => run.Seconds).Order().ElementAt(runs.Count / 2);

    private static void Print(string what, List<(double Seconds, long Peak)> runs) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-40} {Median(runs),6:0.00} s  {runs.Max(run => run.Peak) / 1048576.0,6:0} MiB"));
}
