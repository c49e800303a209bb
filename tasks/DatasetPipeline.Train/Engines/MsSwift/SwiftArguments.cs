using System.Text;
using DatasetPipeline.Training;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>
/// ms-swift's arguments as YAML, which <c>swift sft</c> reads: all that train.yaml says, in today's names, and what makes it mean
/// there what it means here. ms-swift is started in the dataset's folder, so paths stay as train.yaml has them.
/// </summary>
internal static class SwiftArguments
{
    // Where things lie is ours to say.
    private static readonly string[] Replaced = ["ENV", "dataset", "val_dataset", "output_dir", "add_version", "create_checkpoint_symlink"];

    // Without one of these nobody looks at the test split.
    private static readonly string[] Evaluating = ["val_dataset", "load_best_model_at_end", "early_stop_interval"];

    /// <summary>The file's text.</summary>
    /// <param name="settings">train.yaml</param>
    /// <param name="modelType">The base model's <c>model_type</c>, which is its name in ms-swift too.</param>
    /// <param name="hasTest">Whether there are rows to evaluate on.</param>
    public static string Yaml(TrainSettings settings, string modelType, bool hasTest)
    {
        var root = settings.File.Root;
        var text = new StringBuilder("# Written by `dotnet train --engine ms-swift` from train.yaml; changes here are lost.\n");
        foreach (var entry in root.Entries.Where(entry => !Replaced.Contains(entry.Key.Text) && !IsReplacedByRegex(settings, entry.Key.Text)))
            text.Append(entry.Key.Text).Append(": ").Append(Value(entry.Value)).Append('\n');

        // A bare list of names reaches the layers of the tower that have one of them, whatever freeze_vit says.
        if (IsReplacedByRegex(settings, "target_modules") && settings.TargetRegex is null)
            Add("target_regex", Quoted($".*language_model\\..*\\.({string.Join('|', settings.TargetModules)})"));
        // It knows a checkpoint by its folder's published name; under another, Qwen3-VL is one of three and Qwen2.5-VL one of two to it.
        if (root["model_type"] is null)
            Unless("template", Quoted(modelType == "internvl" ? "internvl_hf" : modelType));
        Unless("model_type", Quoted(modelType));
        Unless("torch_dtype", settings.TorchDtype);
        if (settings.TorchDtype == "float32")
            Unless("fp16", "false"); // else it computes in float16 on a GPU
        Unless("strict", "true"); // else a row that it cannot read is left out
        Unless("check_model", "false"); // else it asks a hub about the model's files
        Add("dataset", "bin/dataset/train.jsonl");
        if (hasTest && root.Entries.Any(entry => Evaluating.Contains(entry.Key.Text) || entry.Key.Text.StartsWith("eval_", StringComparison.Ordinal)))
            Add("val_dataset", "bin/dataset/test.jsonl");
        Add("output_dir", $"{SwiftFiles.RelativeFolder}/run");
        Add("add_version", "false");
        text.Append("ENV:\n");
        foreach (var (name, value) in Environment(settings))
            text.Append("  ").Append(Quoted(name)).Append(": ").Append(Quoted(value)).Append('\n');
        return text.ToString();

        void Add(string key, string value) => text.Append(key).Append(": ").Append(value).Append('\n');

        void Unless(string key, string value)
        {
            if (root[key] is null)
                Add(key, value);
        }
    }

    /// <summary>The environment of the training, in its order: train.yaml's, and where rows find their pictures.</summary>
    public static IReadOnlyDictionary<string, string> Environment(TrainSettings settings)
    {
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["ROOT_IMAGE_DIR"] = "bin/dataset" };
        foreach (var (name, value) in settings.Environment)
            environment[name] = value;
        return environment;
    }

    private static bool IsReplacedByRegex(TrainSettings settings, string key) =>
        key == "target_modules" && (settings.TargetRegex is not null || (settings.FreezeVit && !settings.TargetModules.Contains("all-linear")));

    // What was read as a number or a truth value is one to ms-swift as well: the rest has been refused.
    private static string Value(YamlNode node) => node switch
    {
        YamlScalar { IsPlain: true } scalar when scalar.AsText() is null => scalar.Text,
        YamlScalar scalar => Quoted(scalar.Text),
        YamlList list => $"[{string.Join(", ", list.Items.Select(Value))}]",
        YamlMap map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{Quoted(entry.Key.Text)}: {Value(entry.Value)}"))}}}",
        _ => throw new ArgumentException("A value that was refused has no words.", nameof(node)),
    };

    // In single quotes nothing but the quote itself has a meaning; what ends a line needs an escape, which double quotes have.
    private static string Quoted(string text) => text.Any(IsSpecial)
        ? $"\"{string.Concat(text.Select(c => IsSpecial(c) ? $"\\u{(int)c:x4}" : c is '"' or '\\' ? $"\\{c}" : $"{c}"))}\""
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static bool IsSpecial(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
