using System.Text.RegularExpressions;

namespace DatasetPipeline.Builds.Tests;

/// <summary>The examples of docs/diagnostics, built for real, all in one build.</summary>
public sealed partial class PageTests
{
    // What a build of a dataset does not read: command lines, and weights and adapters, which are for `dotnet train`.
    private static readonly string[] NotOfABuild = ["DSP0019", "DSP8004", "DSP8005", "DSP8006", "DSP8007", "DSP8009", "DSP8011"];

    [Fact]
    public void Each_page_of_what_a_build_tells_has_examples()
    {
        var without = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "diagnostics"), "DSP*.md")
            .Where(page => !File.ReadAllText(page).Contains("\n## Wrong\n", StringComparison.Ordinal))
            .Select(page => Path.GetFileNameWithoutExtension(page))
            .Where(code => !code.StartsWith("DSP9", StringComparison.Ordinal));

        Assert.Subset(NotOfABuild.ToHashSet(StringComparer.Ordinal), without.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void The_wrong_example_of_a_page_gives_its_code_and_no_other_and_the_right_one_nothing()
    {
        using var examples = new TemporaryDataset("all");
        // Beside the folder of datasets, as in the repository.
        Directory.CreateSymbolicLink(examples["../models"], Path.Combine(Repository.Root, "models"));
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "diagnostics"), "DSP*.md")
            .Select(page => (Code: Path.GetFileNameWithoutExtension(page), Text: File.ReadAllText(page)))
            .Where(page => page.Text.Contains("## Wrong", StringComparison.Ordinal) && !(page.Code == "DSP4001" && Environment.IsPrivilegedProcess))
            .OrderBy(page => page.Code, StringComparer.Ordinal)
            .ToList();
        foreach (var (code, text) in pages)
        {
            Write(examples, $"{code}-wrong", text[text.IndexOf("## Wrong", StringComparison.Ordinal)..text.IndexOf("## Right", StringComparison.Ordinal)]);
            Write(examples, $"{code}-right", text[text.IndexOf("## Right", StringComparison.Ordinal)..]);
        }

        examples.Write("all.proj", $"""
            <Project>
              <Target Name="Build">
                <MSBuild Projects="@(Example)" Targets="Restore" Properties="IsRestoring=true" BuildInParallel="true" />
                <MSBuild Projects="@(Example)" Targets="Build" BuildInParallel="true" ContinueOnError="true" />
              </Target>
              <ItemGroup><Example Include="{examples.Folder}/*/example.csproj" /></ItemGroup>
            </Project>
            """);
        var build = DotNet.Run(examples["all.proj"], ["msbuild", "-m", "-clp:NoSummary"]);

        // As GitHub's matcher finds them.
        Assert.Equal(pages.Select(page => page.Code), build.Findings.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal));
        var found = FindingsByFolder(build.Output);
        Assert.All(pages, page =>
        {
            Assert.Equal([page.Code], found[$"{page.Code}-wrong"].Distinct());
            Assert.True(!found.Contains($"{page.Code}-right"), $"the right example of {page.Code} gives {string.Join(' ', found[$"{page.Code}-right"])}");
        });
    }

    private static void Write(TemporaryDataset examples, string folder, string section)
    {
        examples.Write($"{folder}/example.csproj", $"""
            <Project Sdk="Microsoft.Build.NoTargets/3.7.0">
              {XmlBlock().Match(section).Groups["text"].Value}
              <Import Project="{Repository.Root}/build/Dataset.targets" />
            </Project>
            """);
        examples.Write($"{folder}/dataset.yaml", "name: shop\n");
        foreach (Match block in YamlBlock().Matches(section))
        {
            var path = block.Groups["path"].Value;
            examples.Write($"{folder}/{path}", block.Groups["text"].Value);
            if (path.StartsWith("images/", StringComparison.Ordinal) && !("\n" + block.Groups["text"].Value).Contains("\nimage:", StringComparison.Ordinal))
                examples.Write($"{folder}/{Path.ChangeExtension(path, ".png")}", Png.Of(64, 48, folder + path));
        }

        foreach (Match block in ShellBlock().Matches(section))
        {
            using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-euc", block.Groups["text"].Value])
            {
                WorkingDirectory = examples[folder],
                Environment = { ["REPOSITORY"] = Repository.Root, ["MODEL"] = Path.Combine(Repository.Root, "models", "starter") },
            })!;
            shell.WaitForExit();
            Assert.Equal(0, shell.ExitCode);
        }
    }

    private static ILookup<string, string> FindingsByFolder(string output) => Finding().Matches(output)
        .Select(match => (Folder: match.Groups["folder"].Value, Code: match.Groups["code"].Value))
        .ToLookup(found => found.Folder, found => found.Code, StringComparer.Ordinal);

    [GeneratedRegex(@"```yaml\n# (?<path>\S+)\n(?<text>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex YamlBlock();

    [GeneratedRegex(@"```xml\n(?<text>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex XmlBlock();

    [GeneratedRegex(@"```sh\n(?<text>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"^\s*(?:\d+>)?\S*/(?<folder>DSP\d+-(?:wrong|right))(?:/\S*)?\(\d+,\d+\): (?:error|warning) (?<code>[A-Z]+\d+): ", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Finding();
}
