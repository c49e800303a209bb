using System.Text.Json.Nodes;
using TorchSharp;

namespace DatasetPipeline.Train.Training;

/// <summary>Where a training stands after a step: with the data and the settings, all that the next step depends on.</summary>
/// <param name="Steps">What every step so far did.</param>
/// <param name="Kernels">The kernels that it was made with.</param>
/// <param name="Threads">The threads of an operation.</param>
/// <param name="Evaluation">What the evaluations so far said.</param>
/// <param name="Tensors">The parameters, under <c>parameter.</c>, and the optimizer's state, under <c>optimizer.</c>, and those of the best evaluation, under <c>best.</c>.</param>
internal sealed record Checkpoint(IReadOnlyList<StepResult> Steps, string Kernels, int Threads, JsonObject Evaluation, IReadOnlyDictionary<string, torch.Tensor> Tensors);
