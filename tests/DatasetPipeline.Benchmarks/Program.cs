using DatasetPipeline.Benchmarks;

if (args is not ["build", .. { Length: <= 1 } rest])
{
    Console.Error.WriteLine("""
        Measures what people wait for.

          dotnet run --project tests/DatasetPipeline.Benchmarks -- build [DATASET]
              the second `dotnet build` of a dataset (datasets/checkout) beside that of an empty project; medians of five
        """);
    return 2;
}

return SecondBuild.Measure(rest is [var folder] ? folder : Path.Combine("datasets", "checkout"));
