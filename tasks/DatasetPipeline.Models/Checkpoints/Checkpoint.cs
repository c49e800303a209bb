using System.Text.Json;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Layers;
using DatasetPipeline.Text;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Checkpoints;

/// <summary>
/// The weights of a model folder, <c>model.safetensors</c> or the shards of <c>model.safetensors.index.json</c>.
/// A model takes its tensors by name; what it asked for in vain and what it never asked for is told at once by
/// <see cref="Finish"/>.
/// </summary>
public sealed class Checkpoint : IWeights, IDisposable
{
    private const int Named = 10;
    private static readonly string[] Pickles = ["*.bin", "*.pt", "*.pth", "*.ckpt"];
    private const long LargestIndex = 64 << 20;
    private readonly Dictionary<string, Source> _sources = new(StringComparer.Ordinal);
    private readonly List<SafetensorsFile> _files = [];
    private readonly SortedDictionary<string, torch.Tensor> _taken = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];
    private readonly List<Diagnostic> _wrong = [];
    private readonly string _main;

    private Checkpoint(string main, IEnumerable<string> paths)
    {
        _main = main;
        try
        {
            foreach (var path in paths)
            {
                var file = SafetensorsFile.Open(path);
                _files.Add(file);
                foreach (var name in file.Entries.Keys)
                {
                    if (!_sources.TryAdd(name, new Source(file, name, 0, 1)))
                        throw new DiagnosticException(Codes.SafetensorsInvalid, $"Tensor '{Shown.Name(name)}' is in {Path.GetFileName(_sources[name].File.Path)} too; copy the whole model folder again.", path);
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens the weights of a folder; nothing is read yet.</summary>
    /// <exception cref="DiagnosticException">No weights (DSP8001), a broken index (DSP8002) or file (DSP8004).</exception>
    public static Checkpoint Open(string folder)
    {
        // As transformers looks for them: an index beside the one file is a stale one.
        var (single, index) = (Path.Combine(folder, "model.safetensors"), Path.Combine(folder, "model.safetensors.index.json"));
        if (File.Exists(single))
            return new Checkpoint(single, [single]);
        if (File.Exists(index))
            return new Checkpoint(index, Shards(index).Select(shard => Path.Combine(folder, shard)));
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.safetensors").Any())
            throw new DiagnosticException(Codes.ModelFileMissing, "The folder has other .safetensors files, and neither model.safetensors nor the index that names its parts; copy the whole model folder again.", index);
        if (Directory.Exists(folder) && Pickles.Any(pattern => Directory.EnumerateFiles(folder, pattern).Any()))
            throw new DiagnosticException(Codes.ModelFileMissing, "The folder has .bin, .pt, .pth or .ckpt weights and no model.safetensors; only safetensors are read, as such files can run code. Convert them first.", single);
        return new Checkpoint(single, [single]);
    }

    /// <summary>What the headers say of every tensor, under its name in the file.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => [.. _files.SelectMany(f => f.Entries.Values)];

    /// <summary>A copy of a tensor of <see cref="Entries"/>, in the file's own type.</summary>
    public torch.Tensor Read(SafetensorsEntry entry) => _files.First(file => file.Entries.ContainsKey(entry.Name)).Read(entry.Name);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, torch.Tensor> Taken => _taken;

    /// <inheritdoc/>
    /// <exception cref="DiagnosticException">Two tensors have one name here (DSP8004).</exception>
    public void Rename(NameRules rules)
    {
        var before = _sources.Values.ToList();
        _sources.Clear();
        foreach (var source in before)
        {
            var names = rules.NamesOf(source.Name);
            for (var part = 0; part < names.Count; part++)
            {
                if (!_sources.TryAdd(names[part], source with { Part = part, Parts = names.Count }))
                    throw new DiagnosticException(Codes.SafetensorsInvalid, $"Tensors '{Shown.Name(_sources[names[part]].Name)}' and '{Shown.Name(source.Name)}' are the same one in two layouts; keep the files of one.", source.File.Path);
            }
        }
    }

    /// <inheritdoc/>
    public bool Has(string name) => _sources.ContainsKey(name);

    /// <inheritdoc/>
    /// <remarks>A tensor that is missing or has another shape is noted for <see cref="Finish"/>; zeros stand in for it until then.</remarks>
    public torch.Tensor Take(string name, torch.ScalarType dtype, params long[] shape) => _taken[name] = Read(name, dtype, shape);

    /// <summary>Keeps a layer's weight in four bits, and nothing of the dense one in memory.</summary>
    /// <param name="linear">Whose weight was taken from here.</param>
    /// <param name="doubleQuantization">bnb_4bit_use_double_quant</param>
    public void Quantize(Linear linear, bool doubleQuantization)
    {
        using var weight = linear.Weight.alias();
        linear.Quantize(doubleQuantization);
        foreach (var file in _files)
            file.GiveBack(weight);
    }

    /// <summary>Ends the taking: every tensor was there and each of the file was used.</summary>
    /// <exception cref="DiagnosticException">Tensors missing (DSP8005), unexpected (DSP8006) or of another shape (DSP8007), all in one.</exception>
    public void Finish()
    {
        var diagnostics = new List<Diagnostic>();
        var unexpected = _sources.Where(s => !_taken.ContainsKey(s.Key)).Select(s => s.Value.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (_missing.Count > 0)
            diagnostics.Add(new(Codes.TensorMissing, $"The checkpoint lacks {Listed(_missing)}; {Cause("a shard was not copied, or config.json is of a larger model")}.", _main));
        if (unexpected.Count > 0)
            diagnostics.Add(new(Codes.TensorUnexpected, $"The checkpoint holds {Listed(unexpected)} that the model of config.json has no place for; {Cause("config.json is of a smaller model")}.", _main));
        diagnostics.AddRange(_wrong.Take(Named));
        if (diagnostics.Count > 0)
            throw new DiagnosticException(diagnostics);

        string Cause(string otherwise) => _missing.Count > 0 && unexpected.Count > 0
            ? "most likely the names are of another architecture or layout than config.json says"
            : "most likely " + otherwise;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private torch.Tensor Read(string name, torch.ScalarType dtype, long[] shape)
    {
        if (!_sources.TryGetValue(name, out var source))
        {
            _missing.Add(name);
            return StandIn();
        }

        var (file, entry) = (source.File, source.File.Entries[source.Name]);
        long[] whole = shape is [var rows, .. var rest] ? [rows * source.Parts, .. rest] : shape;
        if (!entry.Shape.SequenceEqual(whole))
        {
            _wrong.Add(new Diagnostic(Codes.TensorShape, $"Tensor '{source.Name}' has shape {Shapes.Text(entry.Shape)}, and config.json asks for {Shapes.Text(whole)}; the two are not of one model.", file.Path));
            return StandIn();
        }

        if (!entry.IsFloating)
        {
            _wrong.Add(new Diagnostic(Codes.TensorShape, $"Tensor '{source.Name}' holds {entry.Type}, and weights are floating-point numbers; a quantised checkpoint is not read here, take the one it was made from.", file.Path));
            return StandIn();
        }

        var mapped = file.Map(source.Name);
        if (source.Parts > 1)
            mapped = mapped.narrow(0, source.Part * shape[0], shape[0]);
        var tensor = mapped.to(dtype);
        if (mapped.dtype != dtype)
            file.GiveBack(mapped);
        return tensor;

        // One number in the shape of many: a config.json with absurd sizes must not take the memory for them.
        torch.Tensor StandIn() => torch.zeros(1, dtype: dtype).expand(shape);
    }

    private static string Listed(List<string> names) =>
        (names.Count == 1 ? "tensor " : $"{names.Count} tensors: ")
        + string.Join(", ", names.Take(Named).Select(n => $"'{Shown.Name(n)}'"))
        + (names.Count > Named ? $" and {names.Count - Named} more" : "");

    private static List<string> Shards(string index)
    {
        try
        {
            using var json = JsonDocument.Parse(RegularFile.ReadAll(index, LargestIndex));
            var entries = json.RootElement.GetProperty("weight_map").EnumerateObject().Select(entry => (entry.Name, File: entry.Value.GetString() ?? "")).ToList();
            if (entries.Find(entry => entry.File.Length == 0 || entry.File != Path.GetFileName(entry.File)) is { Name: { } tensor } outside)
                throw new DiagnosticException(Codes.ModelConfigInvalid, $"The index says that {Shown.Value(tensor)} is in {Shown.Value(outside.File)}, which is no name of a file in its own folder; download it again.", index);
            if (entries.Count > 0)
                return [.. entries.Select(entry => entry.File).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // told below, with an index of another form
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(Codes.ModelFileMissing, $"The index cannot be read: {e.Message.ReplaceLineEndings(" ")}; copy it again.", index);
        }

        throw new DiagnosticException(Codes.ModelConfigInvalid, "The index needs a weight_map of tensor names to file names of its own folder; download it again.", index);
    }

    // Where a tensor lies: a file, its name there, and which of how many equal parts it is.
    private sealed record Source(SafetensorsFile File, string Name, int Part, int Parts);
}
