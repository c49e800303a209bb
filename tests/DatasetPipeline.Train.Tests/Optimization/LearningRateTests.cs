using DatasetPipeline.Train.Optimization;

namespace DatasetPipeline.Train.Tests.Optimization;

public sealed class LearningRateTests
{
    /// <summary>Peak 2, four steps of warm-up, twelve in all: what transformers' get_scheduler gives.</summary>
    [Theory]
    [InlineData("cosine", 0.0, 1.5, 2.0, 1.0, 0.0)]
    [InlineData("cosine_with_restarts", 0.0, 1.5, 2.0, 1.0, 0.0)]
    [InlineData("linear", 0.0, 1.5, 2.0, 1.0, 0.0)]
    [InlineData("constant_with_warmup", 0.0, 1.5, 2.0, 2.0, 2.0)]
    [InlineData("constant", 2.0, 2.0, 2.0, 2.0, 2.0)]
    [InlineData("polynomial", 0.0, 1.5, 2.0, 1.00000005, 1e-7)]
    [InlineData("inverse_sqrt", 0.0, 1.5, 2.0, 1.4142135623730951, 1.1547005383792515)]
    public void The_rate_at_steps_0_3_4_8_and_12_is_that_of_transformers(string schedule, params double[] expected)
    {
        var rate = new LearningRate(2, schedule, WarmupSteps: 4, Steps: 12);

        Assert.Equal(expected, new[] { 0, 3, 4, 8, 12 }.Select(rate.At), (one, two) => Math.Abs(one - two) < 1e-12);
    }
}
