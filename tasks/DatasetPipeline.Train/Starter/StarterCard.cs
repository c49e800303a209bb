namespace DatasetPipeline.Train.Starter;

/// <summary>The starter model's README.md.</summary>
internal static class StarterCard
{
    public static void Write(string folder) => File.WriteAllText(Path.Combine(folder, "README.md"), """
        ---
        license: apache-2.0
        language:
        - en
        - zh
        pipeline_tag: image-text-to-text
        ---

        # The starter model

        A vision-language model in Qwen3-VL's architecture, small enough for a repository: the base that a clone trains and is tested
        with, without a download. It has seen nothing but pictures of interfaces that this repository draws, and sentences about
        interfaces in English and Chinese: of a picture with one mark it says what the mark is, its colour, and where and what it marks.

        `dotnet train starter` makes it from nothing; `dotnet train starter --check` prints what it is worth. Its recipe is
        `1-seeing.yaml` and `2-saying.yaml` of `tasks/DatasetPipeline.Train/Starter`.

        """);
}
