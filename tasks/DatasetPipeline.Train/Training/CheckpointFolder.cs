using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Train.Runs;
using TorchSharp;

namespace DatasetPipeline.Train.Training;

/// <summary>
/// The checkpoints of one training, <c>checkpoint-STEP</c> each: two files, of which the second holds the first one's hash. Each
/// gets its name when it is whole, so whatever moment a training is killed at, the last one is there.
/// </summary>
/// <param name="folder">Named after the training's inputs, so that no other one goes on from it.</param>
internal sealed class CheckpointFolder(string folder)
{
    private const string Prefix = "checkpoint-";
    private const string TensorsFile = "training.safetensors";
    private const string StateFile = "trainer_state.json";
    private const string Unfinished = ".tmp";

    /// <summary>Writes one and lets go of those before it but the last few.</summary>
    public void Save(Checkpoint checkpoint, int limit)
    {
        var step = checkpoint.Steps.Count;
        var path = PathOf(step);
        if (Directory.Exists(path))
            return;
        var temporary = path + Unfinished;
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        Directory.CreateDirectory(temporary);
        var tensors = Path.Combine(temporary, TensorsFile);
        SafetensorsWriter.Write(tensors, checkpoint.Tensors);
        var state = new JsonObject
        {
            ["global_step"] = step,
            ["sha256"] = FileHashes.Sha256(tensors),
            ["kernels"] = checkpoint.Kernels,
            ["threads"] = checkpoint.Threads,
            ["evaluation"] = checkpoint.Evaluation.DeepClone(),
            ["log_history"] = new JsonArray([.. checkpoint.Steps.Select(result => (JsonNode)new JsonObject
            {
                ["step"] = result.Step,
                ["loss"] = result.Loss,
                ["token_acc"] = result.TokenAccuracy,
                ["grad_norm"] = result.GradNorm,
                ["learning_rate"] = result.LearningRate,
                ["tokens"] = result.Tokens,
                ["seconds"] = result.Time.TotalSeconds,
            })]),
        };
        File.WriteAllText(Path.Combine(temporary, StateFile), state.ToJsonString());
        Directory.Move(temporary, path);
        foreach (var (_, old) in All().Skip(Math.Max(1, limit)))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>The step of the last one that is whole, or 0, and those after it, which are not as they were written.</summary>
    public (int Step, IReadOnlyList<int> Damaged) LastWhole()
    {
        var damaged = new List<int>();
        foreach (var (step, path) in All())
        {
            if (StateOf(step, path) is not null)
                return (step, damaged);
            damaged.Add(step);
        }

        return (0, damaged);
    }

    /// <summary>Checkpoints in words, up to a verb.</summary>
    public static string Said(IReadOnlyList<int> steps) => $"the checkpoint{(steps.Count == 1 ? "" : "s")} of step {string.Join(" and ", steps)} {(steps.Count == 1 ? "is" : "are")}";

    /// <summary>The last one that is whole, to go on from; null where there is none. Damaged ones after it go, as they would stand in the way of what is saved next.</summary>
    public Checkpoint? Load()
    {
        foreach (var (step, path) in All())
        {
            if (TryLoad(step, path) is { } checkpoint)
                return checkpoint;
            Directory.Delete(path, recursive: true);
        }

        return null;
    }

    /// <summary>Deletes all of them: the training is done, or begins anew.</summary>
    public void Clear()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    // Null where a file is not as it was written; torch is not asked.
    private static JsonObject? StateOf(int step, string path)
    {
        try
        {
            var state = JsonNode.Parse(File.ReadAllBytes(Path.Combine(path, StateFile)))!.AsObject();
            return (int)state["global_step"]! == step && FileHashes.Sha256(Path.Combine(path, TensorsFile)) == (string?)state["sha256"] ? state : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }

    private static Checkpoint? TryLoad(int step, string path)
    {
        try
        {
            if (StateOf(step, path) is not { } state)
                return null;
            List<StepResult> steps =
            [
                .. state["log_history"]!.AsArray().Select(entry => new StepResult(
                    (int)entry!["step"]!,
                    (double)entry["loss"]!,
                    (double)entry["token_acc"]!,
                    (double)entry["grad_norm"]!,
                    (double)entry["learning_rate"]!,
                    (int)entry["tokens"]!,
                    TimeSpan.FromSeconds((double)entry["seconds"]!))),
            ];
            using var tensors = SafetensorsFile.Open(Path.Combine(path, TensorsFile));
            return new(steps, (string)state["kernels"]!, (int)state["threads"]!, state["evaluation"]!.AsObject(), tensors.Entries.Keys.ToDictionary(name => name, tensors.Read, StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NullReferenceException or DiagnosticException)
        {
            // Half a file, or none of ours: the one before it will do.
            return null;
        }
    }

    private string PathOf(int step) => Path.Combine(folder, Prefix + step.ToString(CultureInfo.InvariantCulture));

    // The last one first.
    private IEnumerable<(int Step, string Path)> All() => Directory.Exists(folder)
        ? Directory.GetDirectories(folder, Prefix + "*")
            .Select(path => (Step: int.TryParse(Path.GetFileName(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : 0, path))
            .Where(entry => entry.Step > 0)
            .OrderByDescending(entry => entry.Step)
            .ToList()
        : [];
}
