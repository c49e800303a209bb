using System.Globalization;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Starter;

/// <summary>The starter model's README.md.</summary>
internal static class StarterCard
{
    public static void Write(string folder, TrainSettings settings) => File.WriteAllText(Path.Combine(folder, "README.md"), string.Create(CultureInfo.InvariantCulture, $"""
        ---
        license: apache-2.0
        language:
        - en
        - zh
        pipeline_tag: image-text-to-text
        ---

        # The starter model

        A vision-language model in Qwen3-VL's architecture, small enough for a repository: the base that a clone trains and is tested
        with, without a download. It has seen nothing but pictures of interfaces that this repository draws, each with one mark, and
        sentences about them in English and Chinese.

        `dotnet train starter` makes it from nothing in {settings.MaxSteps} steps of {settings.PerDeviceTrainBatchSize} pictures; `dotnet train starter --check` prints what it is worth.
        Its recipe is [train.yaml](../../tasks/DatasetPipeline.Train/Starter/train.yaml).

        ![loss](loss.png)

        """));
}
