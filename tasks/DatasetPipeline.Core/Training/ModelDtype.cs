using System.Text.Json;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Training;

/// <summary>The type of a model's weights as its config.json names it, which is what ms-swift takes where torch_dtype is not given.</summary>
internal static class ModelDtype
{
    private const long LargestFile = 16 << 20;

    /// <summary>float32, bfloat16 or float16; null where the file names none. One that cannot be read is reported where the model is opened.</summary>
    public static string? Of(string folder)
    {
        try
        {
            var path = Path.Combine(folder, "config.json");
            if (!File.Exists(path))
                return null;
            using var json = JsonDocument.Parse(RegularFile.ReadAll(path, LargestFile));
            return new[] { json.RootElement, Part(json.RootElement, "text_config"), Part(json.RootElement, "llm_config") }
                .SelectMany(part => new[] { Part(part, "dtype"), Part(part, "torch_dtype") })
                .Where(type => type.ValueKind == JsonValueKind.String)
                .Select(type => type.GetString())
                .FirstOrDefault(type => type is "float32" or "bfloat16" or "float16");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static JsonElement Part(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var part) ? part : default;
}
