using DatasetPipeline.Diagnostics;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Runs;

/// <summary>What train.yaml may say and the trainer cannot do yet: said before anything is trained, never passed over.</summary>
internal static class Unsupported
{
    /// <exception cref="DiagnosticException">Each such setting at its place (DSP9005).</exception>
    public static void Check(TrainSettings settings)
    {
        var found = new List<Diagnostic>();
        Require(settings.TunerType == "lora", "tuner_type", "only lora trains on a dataset yet; full is what dotnet train starter does");
        Require(settings.QuantMethod is null || settings.QuantBits is not null, "quant_method", "quant_bits is missing; set it to 4");
        Require(settings.QuantBits is null || settings.QuantMethod is not null, "quant_bits", "quant_method is missing; set it to bnb");
        Require(settings.QuantBits is null or 4, "quant_bits", "weights are quantised to 4 bits alone; set it to 4");
        Require(settings.FreezeVit, "freeze_vit", "the vision tower stays as it is; set it to true");
        Require(settings.FreezeAligner, "freeze_aligner", "the projector stays as it is; set it to true");
        Require(!settings.FreezeLlm, "freeze_llm", "the adapter is in the language model, which cannot be frozen; set it to false");
        found.AddRange(EvaluationPlan.Check(settings));
        if (found.Count > 0)
            throw new DiagnosticException(found);

        void Require(bool holds, string key, string message)
        {
            if (!holds)
                found.Add(settings.Error(Codes.SettingUnsupported, message, key));
        }
    }
}
