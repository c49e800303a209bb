using DatasetPipeline.Builds;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Projects;

/// <summary>A dataset with what its project tells the build.</summary>
internal sealed record BuiltProject(DatasetProject Dataset, ProjectSettings Settings)
{
    /// <summary>The name that a summary begins with.</summary>
    public string Name => Path.GetFileNameWithoutExtension(Dataset.ProjectFile());

    public BuildOptions Options =>
        new(Dataset.Folder, Dataset.OutputFolder, Dataset.CacheFolder, Settings.Formats, Settings.IsWarningAnError) { Waiting = TellWaiting };

    /// <summary>Says that another build of the dataset is under way.</summary>
    public static void TellWaiting() => Console.Error.WriteLine(BuildLock.WaitsForABuild);

    /// <exception cref="DiagnosticException">There is no dataset (DSP9002), or its project cannot be read (DSP9012).</exception>
    public static BuiltProject Open(string? named, string command, CancellationToken cancellation)
    {
        var dataset = DatasetProject.Find(named, command);
        return new(dataset, ProjectSettings.Read(dataset.ProjectFile(), cancellation));
    }
}
