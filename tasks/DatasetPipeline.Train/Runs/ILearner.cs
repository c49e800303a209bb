using DatasetPipeline.Models;
using DatasetPipeline.Train.Optimization;
using TorchSharp;

namespace DatasetPipeline.Train.Runs;

/// <summary>What learns: an adapter beside a model's weights, or the weights themselves.</summary>
internal interface ILearner
{
    /// <summary>What people call it.</summary>
    string Noun { get; }

    /// <summary>The model with all that has been learned.</summary>
    VisionLanguageModel Model { get; }

    /// <summary>What learns, by its names in files.</summary>
    IEnumerable<KeyValuePair<string, torch.Tensor>> Tensors { get; }

    /// <summary>Whether it has a part in what is seen in a picture.</summary>
    bool Sees { get; }

    /// <summary>Gradients and the optimizer's numbers where weights learn, and what a step needs on top, in bytes; null for an adapter, which is little.</summary>
    (long Kept, long Step)? OptimizerBytes { get; }

    /// <summary>From now on something is dropped at each step, where train.yaml says so.</summary>
    void StartDropout();

    /// <summary>What steps it.</summary>
    IResumableOptimizer Optimizer();

    /// <summary>Asks the model as it is without what was learned; then all is as before.</summary>
    T Without<T>(Func<VisionLanguageModel, T> ask);

    /// <summary>Writes it into a folder, from which <see cref="Learners.Load"/> reads it.</summary>
    void Save(string folder);
}
