using DatasetPipeline.Train.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>Shows a training while it goes on.</summary>
internal interface ITrainingView
{
    /// <summary>Before the first step.</summary>
    void Begin(int samples, int steps);

    /// <summary>After each step.</summary>
    void Step(StepResult step, TimeSpan remaining);
}
