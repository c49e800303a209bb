using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Training;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Train.Runs;

/// <summary>What train.yaml may say and the trainer cannot do, or makes no use of: said before anything is trained, never passed over.</summary>
internal static class Unsupported
{
    /// <returns>A note for each key that changes nothing here (DSP9017).</returns>
    /// <exception cref="DiagnosticException">Each setting that would change what is learned and cannot be done, at its place (DSP9005).</exception>
    public static IReadOnlyList<Diagnostic> Check(TrainSettings settings)
    {
        var found = new List<Diagnostic>();
        var root = settings.File.Root;
        var isWhole = Learners.IsWhole(settings);
        Require(settings.QuantMethod is null || settings.QuantBits is not null, "quant_method", "quant_bits is missing; set it to 4");
        Require(settings.QuantBits is null || settings.QuantMethod is not null, "quant_bits", "quant_method is missing; set it to bnb");
        Require(settings.QuantBits is null or 4, "quant_bits", "weights are quantised to 4 bits alone; set it to 4");
        Require(!settings.FreezeLlm || !settings.FreezeVit || !settings.FreezeAligner, "freeze_llm", "nothing would learn, as the tower and the projector stay as they are, too; set freeze_llm, freeze_vit or freeze_aligner to false");
        foreach (var key in (string[])["vit_lr", "aligner_lr", "use_galore"])
            Require(root[key] is null || settings.LorapLrRatio is null || (key == "use_galore" && !settings.UseGalore), key, $"lorap_lr_ratio goes before {key}: ms-swift passes {key} over beside it; leave one of the two out");
        foreach (var key in (string[])["vit_lr", "aligner_lr"])
            Require(root[key] is null || settings.LorapLrRatio is not null || !settings.UseGalore, key, $"use_galore goes before {key}: ms-swift passes {key} over beside it; leave one of the two out");
        Require(!isWhole || settings.QuantBits is null, "quant_bits", "weights of four bits do not learn; leave quant_bits and quant_method out, or set tuner_type to lora");
        foreach (var (key, other) in new[] { ("galore_optim_per_parameter", "one optimizer steps all weights"), ("galore_quantization", "weights and projections stay float32") })
            Require(!settings.UseGalore || root[key].AsBoolean() != true, key, $"{key} is not to be had here: {other}; leave it out");
        Require(!settings.UseGalore || settings.GaloreProjType != "full", "galore_proj_type", "a gradient is narrowed on one side; set it to std, reverse_std, left or right");
        Require(!isWhole || settings.TorchDtype == "float32", root["torch_dtype"] is null ? "tuner_type" : "torch_dtype", $"all weights learn in float32 alone, and {(root["torch_dtype"] is null ? "the model's are" : "this is")} {settings.TorchDtype}, in which small steps are lost; set torch_dtype to float32");
        Require(isWhole || settings.TorchDtype != "float16", "torch_dtype", "the model's weights are float16, and are trained as float32 or bfloat16 alone; set torch_dtype to one of these");

        Require(root["bf16"].AsBoolean() != true || settings.TorchDtype == "bfloat16", "bf16", $"weights and what is computed have one type; {(isWhole ? "leave it out, as all weights learn in float32" : "set torch_dtype to bfloat16 instead")}");
        Require(root["bnb_4bit_compute_dtype"].AsText() is not { } compute || compute == settings.TorchDtype, "bnb_4bit_compute_dtype", $"weights of four bits are multiplied in torch_dtype, which is {settings.TorchDtype}; set it to the same, or leave it out");
        var uses = SettingUse.Of(settings.File);
        foreach (var use in uses.Where(use => use.IsRefused))
            Require(holds: false, use.Entry.Key.Text, $"{use.Entry.Key.Text} cannot be done here: {use.Why}; leave it out, or train with --engine ms-swift");
        found.AddRange(EvaluationPlan.Check(settings));
        return found.Count > 0
            ? throw new DiagnosticException([.. found.OrderBy(error => (error.Line, error.Column))])
            : [.. uses.Select(use => Note(settings, use.Entry.Key, use.Why, use.IsForSwift)), .. root["target_regex"] is null || isWhole ? [] : root.Entries.Where(entry => entry.Key.Text == "target_modules").Select(entry => Note(settings, entry.Key, "target_regex says which layers are adapted", isForSwift: false)), .. Rates()];

        IEnumerable<Diagnostic> Rates() => root.Entries
            .Where(entry => (entry.Key.Text == "vit_lr" && settings.FreezeVit) || (entry.Key.Text == "aligner_lr" && settings.FreezeAligner))
            .Select(entry => Note(settings, entry.Key, $"{(entry.Key.Text == "vit_lr" ? "freeze_vit" : "freeze_aligner")} is true", isForSwift: false));

        void Require(bool holds, string key, string message)
        {
            if (!holds)
                found.Add(settings.Error(Codes.SettingUnsupported, message, key));
        }
    }

    private static Diagnostic Note(TrainSettings settings, YamlScalar key, string why, bool isForSwift) =>
        new(Codes.SettingWithoutEffect, $"{Shown.Text(key.Text)} changes nothing here: {why}{(isForSwift ? "; it is for --engine ms-swift" : "")}", settings.File.Path, key.Line, key.Column);
}
