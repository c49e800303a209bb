using DatasetPipeline.Models.Checkpoints;
using DatasetPipeline.Models.Kernels;
using DatasetPipeline.Models.Layers;
using TorchSharp;

namespace DatasetPipeline.Models.Language;

/// <summary>x + attention(norm x), then x + mlp(norm x): one layer of Qwen2 and Qwen3.</summary>
public sealed class DecoderLayer
{
    private readonly DecoderConfig _config;
    private readonly int _index;
    private readonly RmsNorm _inputNorm;
    private readonly RmsNorm _postAttentionNorm;
    private readonly RmsNorm? _queryNorm;
    private readonly RmsNorm? _keyNorm;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;
    private readonly Linear _gate;
    private readonly Linear _up;
    private readonly Linear _down;

    /// <summary>Takes the tensors of <c>prefix.index</c>.</summary>
    public DecoderLayer(IWeights weights, torch.ScalarType dtype, DecoderConfig config, string prefix, int index)
    {
        _config = config;
        _index = index;
        var name = $"{prefix}.{index}";
        var queries = config.NumAttentionHeads * config.HeadDim;
        var keys = config.NumKeyValueHeads * config.HeadDim;
        _inputNorm = Norm("input_layernorm", config.HiddenSize);
        _query = new Linear(weights, dtype, $"{name}.self_attn.q_proj", config.HiddenSize, queries, config.QkvBias);
        _key = new Linear(weights, dtype, $"{name}.self_attn.k_proj", config.HiddenSize, keys, config.QkvBias);
        _value = new Linear(weights, dtype, $"{name}.self_attn.v_proj", config.HiddenSize, keys, config.QkvBias);
        _output = new Linear(weights, dtype, $"{name}.self_attn.o_proj", queries, config.HiddenSize, bias: false);
        _queryNorm = config.QkNorm ? Norm("self_attn.q_norm", config.HeadDim) : null;
        _keyNorm = config.QkNorm ? Norm("self_attn.k_norm", config.HeadDim) : null;
        _postAttentionNorm = Norm("post_attention_layernorm", config.HiddenSize);
        _gate = new Linear(weights, dtype, $"{name}.mlp.gate_proj", config.HiddenSize, config.IntermediateSize, bias: false);
        _up = new Linear(weights, dtype, $"{name}.mlp.up_proj", config.HiddenSize, config.IntermediateSize, bias: false);
        _down = new Linear(weights, dtype, $"{name}.mlp.down_proj", config.IntermediateSize, config.HiddenSize, bias: false);
        RmsNorm Norm(string part, long features) => new(weights, dtype, $"{name}.{part}", features, config.RmsNormEps);
    }

    /// <summary>q, k, v, o, gate, up, down.</summary>
    public IEnumerable<Linear> Linears => [_query, _key, _value, _output, _gate, _up, _down];

    /// <summary>(tokens, hidden) → (tokens, hidden)</summary>
    public torch.Tensor Forward(torch.Tensor x, Sequences sequences)
    {
        // What the backward pass needs it holds by itself; all else goes when the layer ends.
        using var scope = torch.NewDisposeScope();
        x = x.Plus(Attend(_inputNorm.Forward(x), sequences));
        return x.Plus(Mlp(_postAttentionNorm.Forward(x))).MoveToOuterDisposeScope();
    }

    private torch.Tensor Attend(torch.Tensor x, Sequences sequences)
    {
        var query = Heads(_query, _queryNorm);
        var key = Heads(_key, _keyNorm);
        var value = _value.Forward(x).view(x.shape[0], -1, _config.HeadDim);
        query = Rotary.Apply(query, sequences.Cos, sequences.Sin);
        key = Rotary.Apply(key, sequences.Cos, sequences.Sin);
        return _output.Forward(sequences.Caches is null
            ? Attention.Within(query, key, value, sequences.Lengths, causal: true)
            : AttendCached(query, key, value, sequences));

        // (tokens, heads, head_dim)
        torch.Tensor Heads(Linear projection, RmsNorm? norm)
        {
            var heads = projection.Forward(x).view(x.shape[0], -1, _config.HeadDim);
            return norm is null ? heads : norm.Forward(heads);
        }
    }

    private torch.Tensor AttendCached(torch.Tensor query, torch.Tensor key, torch.Tensor value, Sequences sequences)
    {
        var parts = new torch.Tensor[sequences.Lengths.Count];
        for (int i = 0, start = 0; i < parts.Length; start += sequences.Lengths[i++])
        {
            var length = sequences.Lengths[i];
            var (keys, values) = sequences.Caches![i].Append(_index, key.narrow(0, start, length), value.narrow(0, start, length));
            // A whole prompt at once, or one token that sees all before it.
            parts[i] = Attention.Attend(query.narrow(0, start, length), keys, values, causal: length > 1);
        }

        return torch.cat(parts);
    }

    private torch.Tensor Mlp(torch.Tensor x) =>
        _down.Forward(SwiGlu.Of(_gate.Forward(x), _up.Forward(x)));
}
