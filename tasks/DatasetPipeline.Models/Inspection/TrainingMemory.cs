using DatasetPipeline.Models.Layers;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Models.Quantization;
using TorchSharp;

namespace DatasetPipeline.Models.Inspection;

/// <summary>
/// What a training takes at its height, in bytes: counted from what each layer keeps for its backward pass. The sum is meant
/// to lie within about a tenth of the process's measured peak, the pages of its files counted as <see cref="Files"/>: 0.88 to
/// 1.13 of it, of models of 5 and 123 million parameters.
/// </summary>
/// <param name="Runtime">.NET and libtorch themselves.</param>
/// <param name="Weights">The model's weights as they are computed with.</param>
/// <param name="Adapter">What learns beside the weights, its gradients and AdamW's two moments; where the weights themselves learn, theirs.</param>
/// <param name="Activations">What the layers keep of a batch until its backward pass.</param>
/// <param name="Head">Logits of the learned tokens and their gradients.</param>
public sealed record TrainingMemory(long Runtime, long Weights, long Adapter, long Activations, long Head)
{
    private const long MiB = 1 << 20;

    // What oneDNN builds for the bfloat16 products of a batch whose number of tokens is new to it, and keeps: 6 to 10 MiB (as
    // measured, without AMX and with it).
    private const long KernelsOfLength = 8 * MiB;

    /// <summary>What is read of .NET's and libtorch's own files: the system keeps more of them where it has room, and takes it back when it has none.</summary>
    public const long Files = 140 * MiB;

    /// <summary>Different numbers of tokens that a batch has for which oneDNN keeps what it has built; beyond them little comes on top.</summary>
    public const int MostLengths = 64;

    /// <summary>All of it.</summary>
    public long Total => Runtime + Weights + Adapter + Activations + Head;

    /// <summary>What is taken beside the model and the process as they are before the first step.</summary>
    public long Beside => Adapter + Activations + Head;

    /// <summary>The logits that are alive at once at most, as the trainer has it.</summary>
    public const long MostLogits = 1 << 24;

    /// <summary>Counts for one batch.</summary>
    /// <param name="model">The model; without an adapter in it, one beside the language model's linear layers is counted.</param>
    /// <param name="dtype">torch_dtype</param>
    /// <param name="lora">The adapter's shape; null where the weights themselves learn.</param>
    /// <param name="tokens">Tokens of the whole batch, those of pictures among them.</param>
    /// <param name="learned">Tokens that are learned.</param>
    /// <param name="samples">The samples that these are of.</param>
    /// <param name="isRecomputed">gradient_checkpointing</param>
    /// <param name="patches">Patches of the batch's pictures, which count where what learns has a part in the tower or the aligner.</param>
    /// <param name="lengths">How many different numbers of tokens the batches of the training have, at most <see cref="MostLengths"/>.</param>
    /// <param name="optimizer">Gradients and the optimizer's numbers where the weights themselves learn, and what a step needs on top when the activations are gone, in bytes.</param>
    public static TrainingMemory Of(VisionLanguageModel model, torch.ScalarType dtype, LoraSettings? lora, long tokens, long learned, int samples = 1, bool isRecomputed = false, long patches = 0, int lengths = MostLengths, (long Kept, long Step) optimizer = default)
    {
        var config = model.Language.Config;
        long size = dtype == torch.ScalarType.Float32 ? 4 : 2;
        IReadOnlyList<Linear> adapted = model.Linears.Where(l => l.Lora is not null).ToList() is { Count: > 0 } found ? found : [.. model.LanguageLinears];
        long Rank(Linear l) => lora?.Of(l.Name).R ?? 0;
        var rank = adapted.Max(Rank);
        var adapter = adapted.Sum(l => (l.OutFeatures + l.InFeatures) * Rank(l));
        var (queries, keys) = (config.NumAttentionHeads * config.HeadDim, config.NumKeyValueHeads * config.HeadDim);
        // Of each token and layer: the stream before both norms and after them; q and k before their norms and angles, q, k, v
        // and the answer of attention for every head; four vectors of the MLP.
        var layer = (4 * config.HiddenSize) + (3 * queries) + (2 * keys) + (4 * config.IntermediateSize);
        var isWide = size < 4 && LinearProduct.Widens;
        var attention = (4 * queries) + AttentionProducts.KeptOf(isWide ? torch.ScalarType.Float32 : dtype, config.NumAttentionHeads, tokens / samples);
        if (!isWide)
            layer += attention;
        // A norm that learns keeps what it scales, too.
        if (lora is null)
            layer += (2 * config.HiddenSize) + queries + keys;
        // Where an adapter beside numbers of two bytes computes in float32, A's input is kept once more for each of the seven.
        var widened = (isWide ? attention : 0) + (!IsWidened(size, lora) ? 0 : (2 * config.HiddenSize) + queries + config.IntermediateSize);
        // Computed again, one layer's are alive at a time, and of the others the stream alone.
        var layers = isRecomputed ? 1 : config.NumHiddenLayers;
        // DoRA scales what comes out of each weight, and what comes out of B, which are there in float32 for it.
        var scaled = lora is { UseDora: true } ? tokens * layers * model.LanguageLinears.Sum(l => l.OutFeatures) / config.NumHiddenLayers * 2 * 4 : 0;
        var streams = isRecomputed ? tokens * config.NumHiddenLayers * config.HiddenSize * size : 0;
        var activations = streams + scaled + WithGradients(tokens * layers * ((layer * size) + (widened * 4) + (7 * rank * 4)), isRecomputed, eighths: 4);
        // The gradient of the embedding, and of the head, on its way to where gradients are added up.
        var head = lora is null && model.Language.Embedding.requires_grad ? 2 * config.VocabSize * config.HiddenSize * 4 : 0;
        return new TrainingMemory(
            Runtime: Files + (155 * MiB) + (size == 4 || LinearProduct.Widens ? 0 : lengths * KernelsOfLength),
            // A weight in four bits has no dense one any more.
            Weights: (model.Weights.Values.Where(w => !w.IsInvalid).Sum(w => w.numel()) * size) + Nf4Weight.Foreseen(model.LanguageLinears.Where(l => l.Quantized is not null).Sum(l => l.OutFeatures * l.InFeatures)),
            Adapter: lora is null ? optimizer.Kept : adapter * 4 * 6,
            Activations: Math.Max(activations + (model.LearnsToSee ? Seen(model, size, lora, patches, isRecomputed) : 0), optimizer.Step),
            Head: (Math.Min(learned * config.VocabSize, Math.Max(config.VocabSize, MostLogits)) * 4 * 3) + head);
    }

    // What the tower and the aligner keep of the patches: what goes into each linear layer and comes out of it and, for each block,
    // the stream twice, q and k after their angles, and what comes on top as above. The pixels of a batch are not collected before its end.
    private static long Seen(VisionLanguageModel model, long size, LoraSettings? lora, long patches, bool isRecomputed)
    {
        var hidden = model.TowerBlocks[0][0].InFeatures;
        var merged = patches * hidden / model.AlignerLinears[0].InFeatures;
        var bytes = WithGradients(merged * model.AlignerLinears.Sum(Kept), isRecomputed: false, eighths: 3);
        if (model.LearnsInTower)
        {
            bytes += WithGradients(patches * (isRecomputed ? model.TowerBlocks.Max(Block) : model.TowerBlocks.Sum(Block)), isRecomputed, eighths: 3);
            bytes += isRecomputed ? patches * model.TowerBlocks.Count * hidden * size : 0;
        }

        var pixels = model.Weights.Values.Where(w => !w.IsInvalid && w.dim() >= 4).Select(w => w.numel() / w.shape[0]).FirstOrDefault(); // of a patch, as its convolution takes them
        return bytes + (patches * pixels * sizeof(float));

        long Block(IReadOnlyList<Linear> block) => block.Sum(Kept) + (4 * hidden * size);
        long Kept(Linear l) => ((l.InFeatures + l.OutFeatures) * size) + (l.Lora is null || lora is null ? 0 : ((IsWidened(size, lora) ? l.InFeatures : 0) + lora.Of(l.Name).R + (lora.UseDora ? 2 * l.OutFeatures : 0)) * 4);
    }

    private static bool IsWidened(long size, LoraSettings? lora) => size < 4 && lora is not null && (lora.UseDora || LinearProduct.Widens);

    // What is alive only while a layer computes, and what the allocator does not give back between them, are so many eighths of what
    // all layers keep (as measured), and as much again as what one keeps.
    private static long WithGradients(long kept, bool isRecomputed, int eighths) => kept + (isRecomputed ? kept : kept * eighths / 8);
}
