using System.Text;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>The script that starts ms-swift, on one GPU, several, or several machines.</summary>
internal static class SwiftScript
{
    // What differs from machine to machine: the environment goes before train.yaml.
    private static readonly string[] OfAMachine = ["CUDA_VISIBLE_DEVICES", "MASTER_ADDR", "MASTER_PORT", "NNODES", "NODE_RANK", "NPROC_PER_NODE"];

    /// <summary>The file's text.</summary>
    public static string Sh(TrainSettings settings)
    {
        var root = settings.File.Root;
        var script = new StringBuilder("""
            #!/bin/sh
            # Written by `dotnet train --engine ms-swift`; changes here are lost. Trains with ms-swift what args.yaml beside it says.
            #
            #   sh run.sh                                                       a process for each GPU that is visible
            #   CUDA_VISIBLE_DEVICES=0,1 sh run.sh                              on two of them
            #   NNODES=2 NODE_RANK=0 MASTER_ADDR=host sh run.sh                 on each of two machines; NODE_RANK=0 is MASTER_ADDR's own
            #
            # DeepSpeed, FSDP, FlashAttention and ring attention are keys of train.yaml.
            set -eu
            cd "$(dirname "$0")/../.."


            """);
        foreach (var (name, value) in SwiftArguments.Environment(settings))
            script.Append("export ").Append(name).Append('=').Append(OfAMachine.Contains(name) ? $"\"${{{name}:-{Inner(value)}}}\"" : Quoted(value)).Append('\n');

        // torchrun is what starts processes in the way that DeepSpeed and FSDP expect, be it one.
        var least = root["deepspeed"] is not null || root["fsdp"] is not null ? 0 : 1;
        if (root["device_map"] is null)
        {
            script.Append("""

                # Without a number of processes ms-swift spreads one copy of the model over all GPUs.
                if [ -z "${NPROC_PER_NODE:-}" ]; then
                  if [ -n "${CUDA_VISIBLE_DEVICES:-}" ]; then
                    gpus=$(printf '%s\n' "$CUDA_VISIBLE_DEVICES" | tr ',' '\n' | grep -c . || true)
                  else
                    gpus=$( (nvidia-smi -L 2>/dev/null || true) | grep -c '^GPU' || true)
                  fi

                """)
                .Append(least == 0 ? "  export NPROC_PER_NODE=$((gpus > 0 ? gpus : 1))\n" : "  if [ \"$gpus\" -gt 1 ]; then export NPROC_PER_NODE=\"$gpus\"; fi\n")
                .Append("fi\n");
        }

        return script.Append("""

            if [ "${NNODES:-1}" -gt 1 ]; then
              : "${NODE_RANK:?set it to the number of this machine, the first being 0}" "${MASTER_ADDR:?set it to the address of the machine with NODE_RANK=0}"
              export NPROC_PER_NODE="${NPROC_PER_NODE:-1}"
            fi

            # Two trainings at once would write over each other.
            if [ "${NODE_RANK:-0}" = 0 ] && command -v flock >/dev/null 2>&1; then
              exec 9>bin/ms-swift/lock
              flock -n 9 || { echo "a training with ms-swift is still running in $PWD" >&2; exit 1; }
            fi

            exec "${SWIFT:-swift}" sft bin/ms-swift/args.yaml "$@"

            """).ToString();
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // Within "${NAME:-…}".
    private static string Inner(string text) => string.Concat(text.Select(c => c is '"' or '\\' or '$' or '`' or '}' ? $"\\{c}" : $"{c}"));
}
