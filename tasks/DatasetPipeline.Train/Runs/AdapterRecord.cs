using System.Text.Json;
using System.Text.Json.Nodes;

namespace DatasetPipeline.Train.Runs;

/// <summary>A whole adapter with its lineage, as it lies in a folder.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Run">The name of the run that made it.</param>
/// <param name="Kind"><see cref="Fresh"/> or <see cref="Incremental"/>.</param>
/// <param name="Parents">The runs that it goes on from, the first one fresh.</param>
/// <param name="Inputs">What it was made of.</param>
/// <param name="Json">The whole file.</param>
internal sealed record AdapterRecord(string Folder, string Run, string Kind, IReadOnlyList<string> Parents, JsonObject Inputs, JsonObject Json)
{
    public const string Fresh = "fresh";
    public const string Incremental = "increment";

    public bool IsFresh => Kind == Fresh;

    public bool IsReproducible => (bool?)Json["reproducible"] ?? false;

    public int Threads => (int?)Json["threads"] ?? 0;

    /// <summary>The adapter of a folder, if every file is as it was written; else null, and what is there is made again.</summary>
    public static AdapterRecord? TryRead(string folder, string? hashes = null) => Find(folder, hashes).Record;

    /// <summary>The adapter of a folder, or what is wrong with it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="hashes">Where the hashes of a whole model's gigabytes are kept; null to look at every byte.</param>
    public static (AdapterRecord? Record, string? Problem) Find(string folder, string? hashes = null)
    {
        try
        {
            var file = Path.Combine(folder, Lineage.FileName);
            if (!File.Exists(file))
                return (null, "it has no lineage.json");
            var json = JsonNode.Parse(File.ReadAllBytes(file))!.AsObject();
            if (!Lineage.IsSealed(json))
                return (null, "its lineage.json is not as it was written");
            var files = new FileHashes(hashes);
            var harmed = json["outputs"]!.AsObject().Where(output => files.Of(Path.Combine(folder, Path.GetFileName(output.Key))) != (string?)output.Value).Select(output => output.Key).ToList();
            if (harmed.Count > 0)
                return (null, $"{string.Join(", ", harmed)} is not as it was written");
            return (new(
                folder,
                (string)json["run"]!,
                (string)json["kind"]!,
                [.. json["parents"]!.AsArray().Select(parent => (string)parent!)],
                json["inputs"]!.AsObject(),
                json), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            return (null, "its lineage.json cannot be read");
        }
    }
}
