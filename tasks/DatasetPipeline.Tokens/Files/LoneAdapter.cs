using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Tokens;

/// <summary>A LoRA adapter's folder where a model's belongs.</summary>
public static class LoneAdapter
{
    private const string File = "adapter_config.json";

    /// <summary>What is wrong with a folder that holds an adapter and no model, and how to mend it; null for any other.</summary>
    public static string? Problem(string folder)
    {
        if (Path.Exists(Path.Combine(folder, "config.json")) || !Path.Exists(Path.Combine(folder, File)))
            return null;
        var model = BaseOf(folder);
        return $"{File} and no config.json are there, so this is a LoRA adapter and no model; name the folder of its base model{(model is null ? "" : $", which is {Shown.Value(model)}")}, or merge the adapter into that one first, as swift export --merge_lora true does";
    }

    private static string? BaseOf(string folder)
    {
        try
        {
            return ModelJson.TryRead(folder, File)?.Text("base_model_name_or_path");
        }
        catch (DiagnosticException)
        {
            // What is wrong with the adapter matters to nobody here.
            return null;
        }
    }
}
