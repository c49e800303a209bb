using DatasetPipeline.Models.Language;
using TorchSharp;

namespace DatasetPipeline.Models.Generation;

/// <summary>One answer of a batch while it is made.</summary>
internal sealed class AnswerInMaking : IDisposable
{
    private readonly VisionLanguageModel _model;
    private readonly int _index;
    private readonly Random _random;
    private readonly TextStream _text;
    private readonly List<int> _ids = [];
    private int _position;

    public AnswerInMaking(VisionLanguageModel model, GenerationRequest request, int index)
    {
        (_model, Request, _index) = (model, request, index);
        _random = new Random(request.Settings.Seed);
        _text = new TextStream(model.Processor.Tokenizer, request.Settings.Stop);
        _position = model.PositionIds(request.Prompt.InputIds, request.Prompt.Grids).Cast<int>().Max();
        Cache = new KeyValueCache(model.Language.Config.NumHiddenLayers);
    }

    public GenerationRequest Request { get; }

    public KeyValueCache Cache { get; }

    /// <summary>The newest token.</summary>
    public int Last => _ids[^1];

    /// <summary>Where the newest token stands.</summary>
    public int NextPosition() => ++_position;

    /// <summary>Takes the next token; logits are (vocabulary).</summary>
    public GenerationStep Choose(torch.Tensor logits)
    {
        var settings = Request.Settings;
        logits = Sampler.Penalise(logits, Request.Prompt.InputIds.Concat(_ids), settings.RepetitionPenalty);
        var (values, best) = logits.topk(2);
        var margin = values[0].item<float>() - values[1].item<float>();
        if (!float.IsFinite(margin))
            throw _model.GivesNoNumbers();
        var id = settings.DoSample ? Sampler.Draw(Sampler.Distribution(logits, settings), _random.NextDouble()) : (int)best[0].item<long>();
        _ids.Add(id);

        var text = _text.Add(id);
        FinishReason? finish = _model.Processor.StopTokenIds.Contains(id) || _text.Stopped ? FinishReason.Stop
            : _ids.Count == settings.MaxNewTokens || Request.Prompt.InputIds.Length + _ids.Count >= _model.Processor.LongestText ? FinishReason.Length
            : null;
        if (finish is not null)
            text += _text.End();
        if (_text.Stopped)
            finish = FinishReason.Stop;
        return new GenerationStep(_index, id, text, margin, finish);
    }

    public void Dispose() => Cache.Dispose();
}
