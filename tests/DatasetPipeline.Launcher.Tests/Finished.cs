namespace DatasetPipeline.Launcher.Tests;

/// <summary>What a process left.</summary>
public sealed record Finished(int ExitCode, string Output, string Error)
{
    public const string Building = "building the trainer ...";
    public const string BuildingDataset = "building 'dotnet dataset' ...";

    /// <summary>Whether the launcher built on the way.</summary>
    public bool Built => Error.Contains(Building, StringComparison.Ordinal) || Error.Contains(BuildingDataset, StringComparison.Ordinal);

    /// <summary>The output's lines.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
