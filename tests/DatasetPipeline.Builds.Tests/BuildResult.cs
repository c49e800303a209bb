using System.Text.RegularExpressions;

namespace DatasetPipeline.Builds.Tests;

/// <summary>What a build printed, and how it ended.</summary>
internal sealed partial record BuildResult(int ExitCode, string Output)
{
    /// <summary>The findings, once each, as GitHub's problem matcher finds them.</summary>
    public IReadOnlyList<Finding> Findings => Output.Split('\n')
        .Select(line => Matcher().Match(line.TrimEnd('\r')))
        .Where(match => match.Success)
        .Select(match => new Finding(
            Path.GetFileName(match.Groups[1].Value),
            int.Parse(match.Groups[2].Value),
            int.Parse(match.Groups[3].Value),
            match.Groups[4].Value,
            match.Groups[5].Value,
            match.Groups[6].Value))
        .Distinct()
        .ToList();

    public BuildResult Succeeds()
    {
        Assert.True(ExitCode == 0, Output);
        return this;
    }

    public BuildResult Fails()
    {
        Assert.True(ExitCode != 0, Output);
        return this;
    }

#pragma warning disable MA0023 // the pattern is theirs to the letter, from setup-dotnet's .github/csc.json, 5.4
    [GeneratedRegex(@"^\s*(?:\d+>\s*)?([^\s].*)\((\d+)(?:,(\d+))?(?:,\d+)*\):\s+(error|warning)\s+([a-zA-Z]+(?<!MSB)\d*):\s*(.*?)\s+\[(.*?)\]$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Matcher();
#pragma warning restore MA0023
}
