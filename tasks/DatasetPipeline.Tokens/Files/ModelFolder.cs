using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Tokens;

/// <summary>What a family reads to know how the checkpoint wants its text and pictures.</summary>
/// <param name="Config">config.json.</param>
/// <param name="Preprocessor">preprocessor_config.json, or <c>image_processor</c> of processor_config.json.</param>
/// <param name="Processor">processor_config.json, which few checkpoints have.</param>
/// <param name="Tokenizer">tokenizer.json.</param>
/// <param name="MaxPixels">Replaces <c>size.longest_edge</c>, when given.</param>
internal sealed record ModelFolder(ModelJson Config, ModelJson Preprocessor, ModelJson? Processor, Tokenizer Tokenizer, int? MaxPixels)
{
    /// <summary>The id of a token that the family cannot do without.</summary>
    /// <exception cref="DiagnosticException">DSP8002: tokenizer.json has no such token.</exception>
    public int Require(string token) => Tokenizer.IdOf(token) ?? throw new DiagnosticException(
        Codes.ModelConfigInvalid, $"has no token {token}, which {Config.Text("model_type")} needs; take the tokenizer.json that was published with the model", Path.Combine(Path.GetDirectoryName(Config.Path)!, "tokenizer.json"));
}
