using System.Text.Json;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Builds;

/// <summary>What the last build without errors left behind: as long as its inputs and outputs are the same, the next one has nothing to do.</summary>
/// <param name="Key">The hash of all inputs.</param>
/// <param name="ModelFolder">The model whose tokens were counted; its files are inputs, too.</param>
/// <param name="Diagnostics">Its warnings, to be shown again.</param>
/// <param name="Allowed">What its records allow, for whoever asks for all findings.</param>
/// <param name="Tokens">Its histogram of tokens, to be shown again.</param>
/// <param name="Report">The hash of its HTML report; a build that failed since has left another one there.</param>
/// <param name="Summary">Its summary, to be shown again.</param>
/// <param name="Files">Each output file's name and the hash of its content.</param>
/// <param name="Pictures">Each output picture's name and what is known of it.</param>
internal sealed record BuildState(
    string Key,
    string? ModelFolder,
    IReadOnlyList<Diagnostic> Diagnostics,
    IReadOnlyList<AllowedFinding> Allowed,
    Histogram? Tokens,
    string Report,
    BuildSummary Summary,
    IReadOnlyDictionary<string, string> Files,
    IReadOnlyDictionary<string, PictureFacts> Pictures)
{
    /// <summary>The state in a file; null where there is none, or none that this version wrote.</summary>
    public static BuildState? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), BuildJson.Default.BuildState) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(string path) => WholeFile.WriteIfDifferent(path, JsonSerializer.SerializeToUtf8Bytes(this, BuildJson.Default.BuildState));
}
