using System.Text.RegularExpressions;
using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Benchmarks.Pictures;

/// <summary>
/// docs/gallery.md shows records and what becomes of their pictures. The page itself is what is built: each of its records over
/// a screen of the sample dataset, by a real build, so no line of it can be out of date.
/// </summary>
internal static partial class Gallery
{
    /// <summary>The pictures as the build makes them, by their paths relative to docs.</summary>
    public static IReadOnlyDictionary<string, byte[]> Draw(string repository)
    {
        var folder = Directory.CreateTempSubdirectory("gallery-").FullName;
        try
        {
            var entries = Entry().Matches(File.ReadAllText(Path.Combine(repository, "docs", "gallery.md")));
            Directory.CreateDirectory(Path.Combine(folder, "images"));
            File.WriteAllText(Path.Combine(folder, "dataset.yaml"), "name: gallery\n");
            foreach (Match entry in entries)
            {
                var record = entry.Groups["record"].Value;
                var picture = ImageKey().Match(record).Groups["name"].Value;
                File.WriteAllText(Path.Combine(folder, "images", entry.Groups["name"].Value + ".yaml"), record);
                File.Copy(Path.Combine(repository, "datasets", "checkout", "images", picture), Path.Combine(folder, "images", picture), overwrite: true);
            }

            var options = new BuildOptions(folder, Path.Combine(folder, "out"), Path.Combine(folder, "cache", "dataset"), ["ms-swift"], _ => false);
            var report = DatasetBuild.Run(options, CancellationToken.None);
            if (report.Summary is null || report.Diagnostics.Count > 0)
                throw new DiagnosticException(report.Diagnostics);
            var built = BuiltRecords.Read(options, CancellationToken.None).ToDictionary(record => record.Id, record => record.OutputPicture, StringComparer.Ordinal);
            return entries.ToDictionary(entry => entry.Groups["path"].Value, entry => File.ReadAllBytes(built[entry.Groups["name"].Value]), StringComparer.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes them where the page looks for them.</summary>
    public static int Write(string repository)
    {
        foreach (var (path, content) in Draw(repository))
        {
            File.WriteAllBytes(Path.Combine(repository, "docs", path), content);
            Console.WriteLine(FormattableString.Invariant($"docs/{path}  {content.Length / 1000.0:0.0} kB"));
        }

        return 0;
    }

    [GeneratedRegex(@"!\[[^\]\n]*\]\((?<path>images/gallery/(?<name>[a-z-]+)\.png)\)\s+```yaml\n(?<record>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^image: (?<name>\S+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ImageKey();
}
