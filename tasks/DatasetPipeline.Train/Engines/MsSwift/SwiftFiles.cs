using DatasetPipeline.Cli;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>What lies in a dataset's <c>bin/ms-swift</c>: what ms-swift is started with, and what it leaves.</summary>
/// <param name="Project">The dataset.</param>
internal sealed record SwiftFiles(DatasetProject Project)
{
    /// <summary>Relative to the dataset's folder, in which ms-swift is started.</summary>
    public const string RelativeFolder = "bin/ms-swift";

    /// <summary>Where everything lies.</summary>
    public string Folder => Path.Combine(Project.Folder, "bin", "ms-swift");

    /// <summary>ms-swift's arguments.</summary>
    public string Arguments => Path.Combine(Folder, "args.yaml");

    /// <summary>What starts it.</summary>
    public string Script => Path.Combine(Folder, "run.sh");

    /// <summary>Held by a training for as long as it lasts, even where whoever started it is gone.</summary>
    public string Lock => Path.Combine(Folder, "lock");

    /// <summary>All that it says.</summary>
    public string Log => Path.Combine(Folder, "swift.log");

    /// <summary>Its output_dir: checkpoints and its own records.</summary>
    public string Run => Path.Combine(Folder, "run");

    /// <summary>A line for every logging_steps.</summary>
    public string Logging => Path.Combine(Run, "logging.jsonl");

    /// <summary>The arguments as ms-swift understood them.</summary>
    public string Understood => Path.Combine(Run, "args.json");
}
