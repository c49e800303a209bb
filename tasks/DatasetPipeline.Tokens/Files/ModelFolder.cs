using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Tokens;

/// <summary>What a family reads to know how the checkpoint wants its text and pictures.</summary>
/// <param name="Config">config.json.</param>
/// <param name="Preprocessor">preprocessor_config.json, or <c>image_processor</c> of processor_config.json.</param>
/// <param name="Processor">processor_config.json, which few checkpoints have.</param>
/// <param name="Tokenizer">tokenizer.json.</param>
/// <param name="MaxPixels">Replaces <c>size.longest_edge</c>, when given.</param>
internal sealed record ModelFolder(ModelJson Config, ModelJson Preprocessor, ModelJson? Processor, Lazy<Tokenizer> Tokenizer, int? MaxPixels)
{
    /// <summary>Reads a folder in the Hugging Face layout; its tokenizer when it is asked for.</summary>
    /// <exception cref="DiagnosticException">DSP8001: a file is missing; DSP8002: it is no JSON.</exception>
    public static ModelFolder Read(string folder, int? maxPixels = null)
    {
        folder = Path.GetFullPath(folder);
        if (!Directory.Exists(folder))
            throw new DiagnosticException(Codes.ModelFileMissing, "the model's folder is not there; check 'model' in train.yaml", folder);
        if (LoneAdapter.Problem(folder) is { } problem)
            throw new DiagnosticException(Codes.ModelFileMissing, problem, folder);
        var config = ModelJson.Read(folder, "config.json");
        var processor = ModelJson.TryRead(folder, "processor_config.json");
        var preprocessor = ModelJson.TryRead(folder, "preprocessor_config.json") ?? processor?.Inside("image_processor") ?? ModelJson.Read(folder, "preprocessor_config.json");
        return new(config, preprocessor, processor, new(() => Tokens.Tokenizer.Load(Path.Combine(folder, "tokenizer.json"))), maxPixels);
    }

    /// <summary>The id of a token that the family cannot do without.</summary>
    /// <exception cref="DiagnosticException">DSP8002: tokenizer.json has no such token.</exception>
    public int Require(string token) => Tokenizer.Value.IdOf(token) ?? throw new DiagnosticException(
        Codes.ModelConfigInvalid, $"has no token {token}, which {Config.Text("model_type")} needs; take the tokenizer.json that was published with the model", Path.Combine(Path.GetDirectoryName(Config.Path)!, "tokenizer.json"));
}
