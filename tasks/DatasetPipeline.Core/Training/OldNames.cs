using DatasetPipeline.Diagnostics;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Training;

/// <summary>
/// Names that ms-swift gave its arguments before version 4, as its history has them and as articles still do: each is
/// understood as today's, with a note that gives it.
/// </summary>
internal static class OldNames
{
    private static readonly Dictionary<string, string> Today = new(StringComparer.Ordinal)
    {
        ["add_output_dir_suffix"] = "add_version",
        ["additional_trainable_parameters"] = "trainable_parameters",
        ["batch_size"] = "per_device_train_batch_size",
        ["bnb_4bit_comp_dtype"] = "bnb_4bit_compute_dtype",
        ["check_model_is_latest"] = "check_model",
        ["ckpt_dir"] = "adapters",
        ["custom_train_dataset_path"] = "dataset",
        ["custom_val_dataset_path"] = "val_dataset",
        ["dataset_seed"] = "data_seed",
        ["dataset_test_ratio"] = "split_dataset_ratio",
        ["deepspeed_config_path"] = "deepspeed",
        ["device_map_config_path"] = "device_map",
        ["dtype"] = "torch_dtype",
        ["eval_batch_size"] = "per_device_eval_batch_size",
        ["evaluation_strategy"] = "eval_strategy",
        ["init_lora_weights"] = "init_weights",
        ["label_smoothing"] = "label_smoothing_factor",
        ["lora_bias_trainable"] = "lora_bias",
        ["lora_dropout_p"] = "lora_dropout",
        ["lora_lr_ratio"] = "lorap_lr_ratio",
        ["lora_modules_to_save"] = "modules_to_save",
        ["lora_target_modules"] = "target_modules",
        ["model_id_or_path"] = "model",
        ["model_type"] = "model", // where nothing else names the model; beside it, today's key of that name is meant
        ["neftune_alpha"] = "neftune_noise_alpha",
        ["only_save_model"] = "save_only_model",
        ["preprocess_num_proc"] = "dataset_num_proc",
        ["quantization_bit"] = "quant_bits",
        ["sft_type"] = "tuner_type",
        ["template_type"] = "template",
        ["train_dataset"] = "dataset",
        ["train_type"] = "tuner_type",
        ["use_flash_attn"] = "attn_impl",
        ["use_lora"] = "tuner_type",
        ["vit_use_gc"] = "vit_gradient_checkpointing",
    };

    /// <summary>The file in today's names, with a note for each old one (DSP9016).</summary>
    /// <param name="file">As it was read.</param>
    /// <param name="isKnown">Whether a key is one of today's.</param>
    public static (YamlFile File, IReadOnlyList<Diagnostic> Notes) Replace(YamlFile file, Func<string, bool> isKnown)
    {
        var given = file.Root.Entries.Select(entry => entry.Key.Text).ToHashSet(StringComparer.Ordinal);
        if (!given.Any(IsOld))
            return (file, []);

        var entries = new List<YamlEntry>();
        var notes = new List<Diagnostic>();
        foreach (var entry in file.Root.Entries)
        {
            var old = entry.Key.Text;
            if (!IsOld(old))
            {
                entries.Add(entry);
                continue;
            }

            var name = Today[old];
            var value = ValueToday(old, entry.Value);
            var twice = entries.Exists(other => other.Key.Text == name) || given.Contains(name);
            var method = old == "quantization_bit" && value is not null && !given.Contains("quant_method") ? Text("bnb", value) : null;
            notes.Add(new(twice ? Codes.RepeatedKey : Codes.OldSettingName, twice ? $"{old} is what {name} was called, and that stands here as well; leave {name} alone" : Note(old, name, entry.Value, value) + (method is null ? "" : $", and quant_method: {method.Text}"), file.Path, entry.Key.Line, entry.Key.Column));
            if (twice || value is null)
                continue;
            entries.Add(new(entry.Key with { Text = name }, value));
            if (method is not null)
                entries.Add(new(entry.Key with { Text = "quant_method" }, method));
        }

        return (file with { Root = file.Root with { Entries = entries } }, notes);

        bool IsOld(string name) => Today.TryGetValue(name, out var today) && isKnown(today) && !(name == "model_type" && (given.Contains("model") || given.Contains("model_id_or_path")));
    }

    private static string Note(string old, string name, YamlNode before, YamlNode? value) => value switch
    {
        null => $"{old} is an old name: what it says holds without it; take it out",
        _ when old is "train_dataset" or "custom_train_dataset_path" && (before as YamlScalar)?.Text != "bin/dataset/train.jsonl" =>
            "train_dataset is an old name, and what is trained on is always what the build makes of images/; take it out, or write dataset: bin/dataset/train.jsonl for ms-swift",
        YamlScalar { Text: var text } when before is not YamlScalar { Text: var same } || same != text => $"{old} is an old name; write {name}: {text}",
        _ => $"{old} is an old name; write {name}",
    };

    // Null where today nothing need be said.
    private static YamlNode? ValueToday(string old, YamlNode value) => (old, (value as YamlScalar)?.Text) switch
    {
        ("use_lora", _) when value.AsBoolean() is { } lora => Text(lora ? "lora" : "full", value),
        ("use_flash_attn", _) when value.AsBoolean() is { } flash => flash ? Text("flash_attn", value) : null,
        ("quantization_bit", "0") => null,
        ("dtype" or "bnb_4bit_comp_dtype", "AUTO") => null,
        ("dtype" or "bnb_4bit_comp_dtype", "fp32") => Text("float32", value),
        ("dtype" or "bnb_4bit_comp_dtype", "fp16") => Text("float16", value),
        ("dtype" or "bnb_4bit_comp_dtype", "bf16") => Text("bfloat16", value),
        ("lora_target_modules", "ALL") => Text("all-linear", value),
        ("lora_target_modules", null) when value is YamlList { Items: [YamlScalar { Text: "ALL" } all] } => Text("all-linear", all),
        ("train_dataset" or "custom_train_dataset_path", _) => Text("bin/dataset/train.jsonl", value),
        _ => value,
    };

    private static YamlScalar Text(string text, YamlNode at) => new(text, IsPlain: true, at.Line, at.Column);
}
