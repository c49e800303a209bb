using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DatasetPipeline.Findings;

/// <summary>One JSON document, written without reflection, as that starts faster.</summary>
[JsonSerializable(typeof(CheckResult))]
internal sealed partial class CheckJson : JsonSerializerContext
{
    public static void Write(CheckResult result)
    {
        var json = new CheckJson(new JsonSerializerOptions
        {
            WriteIndented = true,
            NewLine = "\n",
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            // People read messages, too: Chinese stays Chinese.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        using var output = Console.OpenStandardOutput();
        output.Write(JsonSerializer.SerializeToUtf8Bytes(result, json.CheckResult));
        output.Write("\n"u8);
    }
}
