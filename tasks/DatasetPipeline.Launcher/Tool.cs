namespace DatasetPipeline.Launcher;

/// <summary>One of the programs of tasks/ that the launcher runs.</summary>
/// <param name="Command">As one types it.</param>
/// <param name="Project">The name of its project.</param>
/// <param name="Name">As messages call it.</param>
internal sealed record Tool(string Command, string Project, string Name)
{
    /// <summary>The one that this package is for; the runtime's configuration in it says so.</summary>
    public static Tool Own { get; } = AppContext.GetData("DatasetPipeline.Tool") switch
    {
        "dataset" => new("dotnet dataset", "DatasetPipeline.Dataset", "'dotnet dataset'"),
        _ => new("dotnet train", "DatasetPipeline.Train", "the trainer"),
    };
}
