namespace DatasetPipeline.Tokens;

/// <summary>Qwen3-VL: no system turn unless one is given.</summary>
[Architecture("qwen3_vl")]
internal sealed class Qwen3Vl(ModelFolder folder) : QwenChat(folder);
