using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DatasetPipeline.Builds;

namespace DatasetPipeline.Benchmarks.Pictures;

/// <summary>
/// A build of many pictures is killed at random moments, as <c>kill -9</c> does; after each the next one has to end with the bytes of
/// one that nothing disturbed, and to leave no temporary file. The build runs in a process of its own, without MSBuild around it, so
/// that the moments lie in the build and not in what comes before.
/// </summary>
internal static class KillBenchmark
{
    /// <summary>Prints what was found; fails where one byte differs.</summary>
    public static int Run(int kills, int records)
    {
        var folder = Directory.CreateTempSubdirectory("kills-").FullName;
        try
        {
            var (calm, shaken) = (Path.Combine(folder, "calm"), Path.Combine(folder, "shaken"));
            foreach (var dataset in new[] { calm, shaken })
                GeneratedDataset.Write(Directory.CreateDirectory(dataset).FullName, records, BuildBenchmark.RepositoryRoot(AppContext.BaseDirectory));
            var watch = Stopwatch.StartNew();
            if (Build(calm) != 0)
                throw new InvalidOperationException("The dataset does not build.");
            var whole = watch.Elapsed.TotalSeconds;
            var expected = Outputs(calm);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"an undisturbed build of {records} pictures  {whole:0.0} s, {expected.Count} files"));

            var random = new Random(1);
            int early = 0, between = 0, ended = 0;
            for (var kill = 0; kill < kills; kill++)
            {
                foreach (var left in new[] { "bin", "obj" }.Select(name => Path.Combine(shaken, name)).Where(Directory.Exists))
                    Directory.Delete(left, recursive: true);
                using var process = Start(shaken);
                if (!process.WaitForExit(TimeSpan.FromSeconds(random.NextDouble() * whole)))
                    process.Kill();
                process.WaitForExit();
                if (process.ExitCode == 0)
                    ended++;
                else if (Directory.Exists(Path.Combine(shaken, "obj", "dataset")))
                    between++;
                else
                    early++;

                if (Build(shaken) != 0 || !Outputs(shaken).SequenceEqual(expected))
                    throw new InvalidOperationException($"After kill {kill + 1} the outputs differ from those of an undisturbed build.");
                var temporary = Directory.GetFiles(shaken, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
                    .Where(path => Path.GetFileName(path).EndsWith(".tmp", StringComparison.Ordinal) || path.Contains("/obj/dataset/pictures/", StringComparison.Ordinal)).ToList();
                if (temporary.Count > 0)
                    throw new InvalidOperationException($"After kill {kill + 1} there is still {temporary[0]}.");
            }

            Console.WriteLine($"{kills} kills: {early} before the first file, {between} amid the work, {ended} after its end; each time the next build ended with the same {expected.Count} files and no other");
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

    /// <summary>The process that is killed.</summary>
    public static int Build(string folder)
    {
        var report = DatasetBuild.Run(
            new(folder, Path.Combine(folder, "bin", "dataset"), Path.Combine(folder, "obj", "dataset"), ["ms-swift"], _ => false), CancellationToken.None);
        return report.Summary is null ? 1 : 0;
    }

    private static Process Start(string folder) => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["build-once", folder]) { UseShellExecute = false })!;

    private static SortedDictionary<string, string> Outputs(string folder) => new(Directory.GetFiles(Path.Combine(folder, "bin"), "*", SearchOption.AllDirectories).ToDictionary(
        path => Path.GetRelativePath(folder, path), path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))), StringComparer.Ordinal);
}
