namespace DatasetPipeline.Models.Tests.Training;

/// <summary>Torch has one generator for all threads: what draws from it runs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneGenerator
{
    public const string Name = nameof(OneGenerator);
}
