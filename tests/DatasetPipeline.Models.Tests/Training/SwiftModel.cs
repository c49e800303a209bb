using System.Text.Json.Nodes;

namespace DatasetPipeline.Models.Tests.Training;

/// <summary>
/// A checkpoint whose pictures are sized as ms-swift sizes them: for the Qwen families it passes the checkpoint's bounds
/// over and keeps a picture between 4 and 16,384 visual tokens.
/// </summary>
internal sealed class SwiftModel : IDisposable
{
    private const int LeastTokens = 4;
    private const int MostTokens = 16384;

    public SwiftModel(string model)
    {
        foreach (var file in Directory.GetFiles(model))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        var path = Path.Combine(Folder, "preprocessor_config.json");
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        if (!json.ContainsKey("merge_size") || !json.ContainsKey("temporal_patch_size"))
            return;
        var side = (int)json["patch_size"]! * (int)json["merge_size"]!;
        json["min_pixels"] = LeastTokens * side * side;
        json["max_pixels"] = MostTokens * side * side;
        File.WriteAllText(path, json.ToJsonString());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("swift-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
