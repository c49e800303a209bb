using DatasetPipeline.Models.Layers;

namespace DatasetPipeline.Models.Lora;

/// <summary>Until it is disposed, layers do without something of their adapters; then all is as before.</summary>
public sealed class AdapterPause : IDisposable
{
    private readonly List<Action> _undo = [];

    private AdapterPause()
    {
    }

    /// <summary>Nothing is dropped, as when a trained model is asked; no random number is drawn for it either.</summary>
    public static AdapterPause OfDropout(IEnumerable<Linear> linears)
    {
        var pause = new AdapterPause();
        foreach (var lora in linears.Select(linear => linear.Lora).OfType<LoraLayer>())
        {
            var dropout = lora.Dropout;
            lora.Dropout = null;
            pause._undo.Add(() => lora.Dropout = dropout);
        }

        return pause;
    }

    /// <summary>The layers are the base model's.</summary>
    public static AdapterPause OfAdapter(IEnumerable<Linear> linears)
    {
        var pause = new AdapterPause();
        foreach (var linear in linears)
        {
            var lora = linear.Lora;
            linear.Lora = null;
            pause._undo.Add(() => linear.Lora = lora);
        }

        return pause;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var undo in _undo)
            undo();
        _undo.Clear();
    }
}
