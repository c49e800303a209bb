using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>What train.yaml says of the parts of a model, where that is not what it would be without saying.</summary>
internal static class PartSettings
{
    /// <summary>The freeze keys.</summary>
    public static IEnumerable<(string Key, bool IsFrozen)> Freezes(TrainSettings settings) =>
        new[] { ("freeze_vit", settings.FreezeVit, true), ("freeze_aligner", settings.FreezeAligner, true), ("freeze_llm", settings.FreezeLlm, false) }
            .Where(part => part.Item2 != part.Item3)
            .Select(part => (part.Item1, part.Item2));

    /// <summary>The rates of parts that learn at one of their own.</summary>
    public static IEnumerable<(string Key, double Rate)> Rates(TrainSettings settings) =>
        new[] { ("vit_lr", settings.FreezeVit, settings.VitLr), ("aligner_lr", settings.FreezeAligner, settings.AlignerLr) }
            .Where(part => !part.Item2 && part.Item3 is not null)
            .Select(part => (part.Item1, part.Item3!.Value));
}
