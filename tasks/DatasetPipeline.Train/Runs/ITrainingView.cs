using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>Shows a training while it goes on.</summary>
internal interface ITrainingView
{
    /// <summary>What has to be known.</summary>
    void Say(string line);

    /// <summary>Before the first step, or the first one after those that were done before an interruption; stepsPerEpoch is 0 where there are no epochs.</summary>
    void Begin(int samples, int steps, int done, int stepsPerEpoch);

    /// <summary>After each step.</summary>
    void Step(StepResult step, TimeSpan remaining);

    /// <summary>After an evaluation of the test split.</summary>
    void Evaluated(StepScore score);
}
