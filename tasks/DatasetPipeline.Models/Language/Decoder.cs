using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Language;

/// <summary>A causal language model of the Qwen2 and Qwen3 kind, over sequences without padding.</summary>
public sealed class Decoder
{
    private readonly DecoderLayer[] _layers;
    private readonly RmsNorm _norm;
    private readonly torch.Tensor? _head;

    /// <summary>Takes the tensors under <paramref name="prefix"/> and the output layer, where the checkpoint has one of its own.</summary>
    public Decoder(IWeights weights, torch.ScalarType dtype, DecoderConfig config, string prefix, string headName)
    {
        Config = config;
        Embedding = weights.Take(prefix + ".embed_tokens.weight", dtype, config.VocabSize, config.HiddenSize);
        _layers = [.. Enumerable.Range(0, config.NumHiddenLayers).Select(i => new DecoderLayer(weights, dtype, config, prefix + ".layers", i))];
        _norm = new RmsNorm(weights, dtype, prefix + ".norm", config.HiddenSize, config.RmsNormEps);
        // A tensor that is in the checkpoint is used, whatever the configuration says of tying.
        if (!config.TieWordEmbeddings || weights.Has(headName + ".weight"))
            _head = weights.Take(headName + ".weight", dtype, config.VocabSize, config.HiddenSize);
    }

    /// <summary>Its shape.</summary>
    public DecoderConfig Config { get; }

    /// <summary>(vocabulary, hidden)</summary>
    public torch.Tensor Embedding { get; }

    /// <summary>Every linear layer that an adapter can stand beside, in the order of the layers.</summary>
    public IEnumerable<Linear> Linears => _layers.SelectMany(l => l.Linears);

    /// <summary>Ids (tokens) → embeddings (tokens, hidden).</summary>
    public torch.Tensor Embed(torch.Tensor ids) => Embedding.index_select(0, ids);

    /// <summary>The stream after the final norm, (tokens, hidden).</summary>
    /// <param name="sequences">What goes in.</param>
    /// <param name="trace">Where given, gets the stream before the first layer, after each layer, and last the result.</param>
    public torch.Tensor Forward(Sequences sequences, ICollection<torch.Tensor>? trace = null)
    {
        var x = sequences.Embeddings;
        for (var i = 0; i < _layers.Length; i++)
        {
            trace?.Add(x);
            var layer = _layers[i];
            x = sequences.Pass.Through(i, x, stream => layer.Forward(stream, sequences));
            if (i < sequences.LayerInputs?.Count)
                x = x.index_add(0, sequences.LayerInputRows!, sequences.LayerInputs[i], Constant.Of(1));
        }

        x = _norm.Forward(x);
        trace?.Add(x);
        return x;
    }

    /// <summary>(rows, hidden) → logits (rows, vocabulary), float32.</summary>
    public torch.Tensor Logits(torch.Tensor hidden) =>
        LinearProduct.Of(hidden, _head ?? Embedding).to(torch.ScalarType.Float32);
}
