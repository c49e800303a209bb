namespace DatasetPipeline.Tokens;

/// <summary>Qwen2.5-VL (https://arxiv.org/abs/2502.13923): a conversation without a system turn gets one.</summary>
[Architecture("qwen2_5_vl")]
internal sealed class Qwen25Vl(ModelFolder folder) : QwenChat(folder)
{
    public override string DefaultSystem => "You are a helpful assistant.";
}
