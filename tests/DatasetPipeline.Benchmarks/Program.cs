// Measures what the repository promises: `dotnet run --project tests/DatasetPipeline.Benchmarks -- build`.
using DatasetPipeline.Benchmarks;

switch (args)
{
    case ["build", .. var rest]:
        return BuildBenchmark.Run(rest is [var dataset] ? dataset : null);
    default:
        Console.Error.WriteLine("build [DATASET]   the second build of a dataset beside that of an empty project, and the speed of its first");
        return 2;
}
