using System.Globalization;
using System.Text;
using DatasetPipeline.Records;
using DatasetPipeline.Text;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>The README.md of an adapter or of a trained model: what it is, what made it, how to load it. The same run writes the same card.</summary>
internal static class ModelCard
{
    /// <summary>Writes it.</summary>
    /// <param name="folder">The adapter's.</param>
    /// <param name="dataset">What it learned from.</param>
    /// <param name="settings">How.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="trained">What <see cref="Increment.Trained"/> says of it.</param>
    /// <param name="trainLoss">The mean over all steps.</param>
    /// <param name="scores">What it is worth on the test split.</param>
    /// <param name="best">The best evaluation.</param>
    public static void Write(string folder, DatasetSettings dataset, TrainSettings settings, string run, string trained, double trainLoss, IReadOnlyList<ModelScores> scores, BestEvaluation? best = null)
    {
        var (card, isWhole) = (new StringBuilder(), Learners.IsWhole(settings));
        card.Append("---\n")
            .Append("base_model: ").Append(Quoted(settings.Model)).Append('\n')
            .Append(CultureInfo.InvariantCulture, $"library_name: {(isWhole ? "transformers" : "peft")}\npipeline_tag: image-text-to-text\ntags:\n{(isWhole ? "" : "- lora\n")}- vision-language\n")
            .Append(dataset.Languages.Count > 0 ? "language:\n" : "")
            .AppendJoin("", dataset.Languages.Select(language => $"- {language}\n"))
            .Append("---\n\n");
        card.Append("# ").Append(OneLine(dataset.Name)).Append("\n\n");
        if (dataset.Description is { } description)
            card.Append(OneLine(description)).Append("\n\n");
        card.Append(CultureInfo.InvariantCulture, $"{(isWhole ? $"`{settings.Model}` with {Parts(settings)} trained whole" : $"A LoRA adapter of `{settings.Model}`, trained")} {trained}, mean loss {trainLoss:0.0000}{best?.Sentence}.\n\n");
        card.Append("![loss](loss.png)\n\n| | |\n|---|---|\n");
        if (isWhole)
        {
            Row("tuner_type", settings.TunerType);
        }
        else
        {
            Row("lora_rank", settings.LoraRank);
            Row("lora_alpha", settings.LoraAlpha);
            Row("lora_dropout", settings.LoraDropout);
            foreach (var (key, entries) in settings.LayerPatterns)
                Row(key, string.Join(", ", entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"`{entry.Key.Replace("|", "\\|", StringComparison.Ordinal)}`: {entry.Value}"))));
        }

        foreach (var (key, isFrozen) in PartSettings.Freezes(settings))
            Row(key, isFrozen ? "true" : "false");
        if (settings.UseRslora && !isWhole)
            Row("use_rslora", "true");
        if (settings.UseDora && !isWhole)
            Row("use_dora", "true");
        if (settings.UseGalore)
            Row("galore_rank", settings.GaloreRank);
        if (settings.QuantBits is { } bits)
            Row("quant_bits", bits);
        Row("learning_rate", settings.LearningRate);
        foreach (var (key, rate) in PartSettings.Rates(settings))
            Row(key, rate);
        if (!isWhole && settings.LorapLrRatio is { } ratio)
            Row("lorap_lr_ratio", ratio);
        Row("lr_scheduler_type", settings.LrSchedulerType);
        if (settings.MaxSteps > 0)
            Row("max_steps", settings.MaxSteps);
        else
            Row("num_train_epochs", settings.NumTrainEpochs);
        Row("per_device_train_batch_size", settings.PerDeviceTrainBatchSize);
        Row("gradient_accumulation_steps", settings.GradientAccumulationSteps);
        Row("torch_dtype", settings.TorchDtype);
        Row("seed", settings.Seed);
        Row("run", run);
        if (scores.Count > 0)
        {
            card.Append("\n## On the records that it was not trained on\n\n| ").AppendJoin(" | ", ScoreTable.Columns).Append(" |\n|").AppendJoin("|", ScoreTable.Columns.Select(_ => "---")).Append("|\n");
            foreach (var line in scores)
                card.Append("| ").AppendJoin(" | ", ScoreTable.Cells(line)).Append(" |\n");
            card.Append('\n').Append(ScoreTable.Legend).Append('\n');
        }

        card.Append("\n`lineage.json` has the hashes of everything that made it. ").Append(isWhole
            ? "In transformers:\n\n```python\nfrom transformers import AutoModelForImageTextToText\nmodel = AutoModelForImageTextToText.from_pretrained(\"bin/adapter\")\n```\n"
            : "In PEFT:\n\n```python\nfrom peft import PeftModel\nmodel = PeftModel.from_pretrained(base_model, \"bin/adapter\")\n```\n");
        File.WriteAllText(Path.Combine(folder, "README.md"), card.ToString());

        void Row(string name, object value) => card.Append(CultureInfo.InvariantCulture, $"| {name} | {value} |\n");
    }

    /// <summary>The parts that <c>tuner_type: full</c> trains, in words.</summary>
    public static string Parts(TrainSettings settings) => string.Join(" and ", new[] { (settings.FreezeLlm, "its language model"), (settings.FreezeVit, "its vision tower"), (settings.FreezeAligner, "its aligner") }.Where(part => !part.Item1).Select(part => part.Item2));

    private static string OneLine(string text) => string.Join(' ', text.Split((char[])['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
