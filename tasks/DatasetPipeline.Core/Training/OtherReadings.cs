using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Training;

/// <summary>What of a train.yaml ms-swift 4.6 would read differently, or end with an error at: the same file has to mean the same there.</summary>
internal static class OtherReadings
{
    // Arguments that Python's int() makes a number of: it takes neither a point nor an exponent.
    private static readonly string[] WholeNumbers = [.. Schemas.SchemaFile.WholeNumberKeys("train")];

    /// <summary>Each at its place (DSP9018).</summary>
    public static IEnumerable<Diagnostic> Find(YamlFile file)
    {
        foreach (var reading in PythonYaml.Find(file))
            yield return reading;
        var root = file.Root;
        foreach (var entry in root.Entries.Where(entry => WholeNumbers.Contains(entry.Key.Text) && entry.Value.AsNumber() is not null && entry.Value.AsInteger() is null))
            yield return Error(entry.Key.Text, $"ms-swift takes {Shown.Value(((YamlScalar)entry.Value).Text)} for no whole number; write it in plain digits");
        foreach (var entry in root.Entries.Where(entry => entry.Value.AsItems().Prepend(entry.Value).Any(IsAnOption)))
            yield return Error(entry.Key.Text, "ms-swift takes a word that begins with - for the name of an argument; begin it otherwise");
        if (root["warmup_ratio"].AsNumber() > 0 && root["warmup_steps"].AsNumber() > 0)
            yield return Error("warmup_ratio", "ms-swift refuses warmup_ratio beside warmup_steps; leave one of the two");
        if (root["deepspeed"] is not null && root["fsdp"] is not null)
            yield return Error("fsdp", "ms-swift refuses fsdp beside deepspeed; leave one of the two");
        foreach (var key in new[] { "packing", "padding_free" }.Where(key => root[key].AsBoolean() == true))
        {
            if (root["attn_impl"].AsText() is not ("flash_attn" or "flash_attention_2" or "flash_attention_3" or "flash_attention_4"))
                yield return Error(key, $"ms-swift refuses {key} without a FlashAttention; add attn_impl: flash_attn");
        }

        if (root["packing"].AsBoolean() == true && root["lazy_tokenize"].AsBoolean() == true)
            yield return Error("lazy_tokenize", "ms-swift refuses lazy_tokenize beside packing; leave one of the two");

        static bool IsAnOption(YamlNode node) => node.AsText() is ['-', _, ..] text && !text.Contains(' ', StringComparison.Ordinal);

        Diagnostic Error(string key, string message)
        {
            var (line, column) = root.PlaceOf(key);
            return new(Codes.SettingReadOtherwise, message, file.Path, line, column);
        }
    }
}
