using System.CommandLine;

namespace DatasetPipeline.Train.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Shared
{
    public static Option<bool> NoBuild() => new("--no-build") { Description = "Take bin/dataset as it is instead of building the dataset first." };

    public static Option<bool> Reproducible() => new("--reproducible")
    {
        Description = "The same bits on another machine: AVX2 kernels, two threads; about half as fast.",
    };

    public static Option<string?> Adapter() => new("--adapter") { Description = "Another adapter's folder than bin/adapter.", HelpName = "FOLDER" };
}
