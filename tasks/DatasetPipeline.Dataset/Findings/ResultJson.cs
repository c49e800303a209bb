using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DatasetPipeline.Captures;

namespace DatasetPipeline.Findings;

/// <summary>One JSON document, written without reflection, as that starts faster.</summary>
[JsonSerializable(typeof(CheckResult))]
[JsonSerializable(typeof(AddResult))]
[JsonSerializable(typeof(RedactResult))]
[JsonSerializable(typeof(SheetResult))]
internal sealed partial class ResultJson : JsonSerializerContext
{
    /// <summary>Writes a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="typeOf">How it is written.</param>
    /// <param name="inOneLine">Whether others follow, a line each.</param>
    public static void Write<T>(T result, Func<ResultJson, JsonTypeInfo<T>> typeOf, bool inOneLine = false)
    {
        var json = new ResultJson(new JsonSerializerOptions
        {
            WriteIndented = !inOneLine,
            NewLine = "\n",
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            // People read messages, too: Chinese stays Chinese.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        using var output = Console.OpenStandardOutput();
        output.Write(JsonSerializer.SerializeToUtf8Bytes(result, typeOf(json)));
        output.Write("\n"u8);
    }
}
