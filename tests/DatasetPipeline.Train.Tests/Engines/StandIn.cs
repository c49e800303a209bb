using DatasetPipeline.Models.Lora;
using DatasetPipeline.Models.Tests;

namespace DatasetPipeline.Train.Tests.Engines;

/// <summary>
/// A <c>swift</c> on PATH that does what ms-swift 4.6's would do to the files around it: it reads its arguments' output_dir, appends
/// lines to logging.jsonl, writes args.json and a checkpoint with an adapter of the tiny model.
/// </summary>
internal sealed class StandIn : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swift ").FullName;

    /// <param name="script">What it does; <c>$run</c> is its output_dir.</param>
    public StandIn(string script)
    {
        var path = Path.Combine(_folder, "swift");
        File.WriteAllText(path, $$"""
            #!/bin/sh
            echo "run sh: $0 $*"
            [ "$1" = sft ] || exit 3
            echo "$@" > "{{_folder}}/arguments"
            env | sort > "{{_folder}}/environment"
            pwd > "{{_folder}}/cwd"
            run=$(sed -n 's/^output_dir: //p' "$2")
            mkdir -p "$run"
            {{script}}

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A training of six steps in two epochs, logged at each third, with an evaluation and an end as ms-swift writes them.</summary>
    public static string Whole => $$"""
        log() { printf '%s\n' "$1" >> "$run/logging.jsonl"; }
        step() { log "{\"loss\": $2, \"grad_norm\": 1.5, \"learning_rate\": 0.0001, \"token_acc\": 0.25, \"epoch\": $3, \"global_step/max_steps\": \"$1/6\", \"elapsed_time\": \"1s\", \"remaining_time\": \"2s\", \"memory(GiB)\": 0.5, \"train_speed(s/it)\": 0.5}"; }
        echo '{"swift_version": "4.6.0", "global_world_size": 2, "gradient_accumulation_steps": 8, "hub_token": "a-secret"}' > "$run/args.json"
        step 1 4.5 0.33333333
        sleep 0.3
        step 3 3.25 1.0
        log '{"eval_loss": 3.5, "eval_token_acc": 0.2, "epoch": 1.0, "global_step/max_steps": "3/6", "train_speed(s/it)": 0.5}'
        step 6 2.0 2.0
        log '{"train_runtime": 3.0, "train_loss": 2.875, "epoch": 2.0, "global_step/max_steps": "6/6", "train_speed(s/it)": 0.5}'
        {{Checkpoint(3)}}
        {{Checkpoint(6)}}
        log "{\"model_parameter_info\": \"x\", \"last_model_checkpoint\": \"/far/run/checkpoint-6\", \"best_model_checkpoint\": \"/far/run/checkpoint-3\", \"global_step\": 6, \"log_history\": [{\"loss\": NaN}], \"memory\": 0.5}"
        """;

    /// <summary>A checkpoint after a step.</summary>
    public static string Checkpoint(int step) => $$"""

        mkdir -p "$run/checkpoint-{{step}}"
        cp '{{Path.Combine(Adapter0, Adapter.TensorsFile)}}' '{{Path.Combine(Adapter0, Adapter.ConfigFile)}}' "$run/checkpoint-{{step}}/"
        sed -i 's|"base_model_name_or_path": null|"base_model_name_or_path": "/somewhere/else"|' "$run/checkpoint-{{step}}/adapter_config.json"
        """;

    public string Folder => _folder;

    /// <summary>With the stand-in before all else on PATH.</summary>
    public Dictionary<string, string> Environment => new(StringComparer.Ordinal) { ["PATH"] = $"{_folder}:{System.Environment.GetEnvironmentVariable("PATH")}" };

    public string Said(string file) => File.ReadAllText(Path.Combine(_folder, file));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Adapter0 => Path.Combine(Goldens.Own, "internvl", "lora", "initial");
}
