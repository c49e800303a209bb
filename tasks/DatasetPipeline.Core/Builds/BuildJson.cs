using System.Text.Json;
using System.Text.Json.Serialization;

namespace DatasetPipeline.Builds;

/// <summary>JSON written without reflection: a build that has nothing to do starts faster.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BuildState))]
[JsonSerializable(typeof(BuildSummary))]
[JsonSerializable(typeof(List<FileChange>))]
internal sealed partial class BuildJson : JsonSerializerContext;
