using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Builds;

/// <summary>Counts samples' tokens, and the tokenizer is only loaded for one that was not counted before.</summary>
internal sealed class TokenCounter
{
    /// <summary>Raised by hand when a sample becomes another number of tokens.</summary>
    public const int Version = 4;

    private readonly string _modelFolder;
    private readonly string _cacheFile;
    private readonly string _modelHash;
    private readonly Lazy<ModelProcessor> _model;
    private readonly Dictionary<string, TokenCount> _known;
    private readonly ConcurrentDictionary<string, TokenCount> _used;

    public TokenCounter(string modelFolder, string cacheFile)
    {
        _modelFolder = modelFolder;
        _cacheFile = cacheFile;
        _modelHash = BuildInputs.HashModel(modelFolder);
        _model = new(() => ModelProcessor.Open(modelFolder));
        _known = ReadCache(cacheFile);
        _used = new(Environment.ProcessorCount, _known.Count, StringComparer.Ordinal);
    }

    /// <summary>What is worth knowing of the model; the model is only loaded where it carries a chat template.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">The model's folder cannot be used.</exception>
    public IReadOnlyList<Diagnostics.Diagnostic> Warnings => ChatTemplate.IsIn(_modelFolder) ? _model.Value.Warnings : [];

    /// <summary>Loads the model, which a count that is not known needs; what is wrong with it is told when it is asked.</summary>
    public void Prepare()
    {
        try
        {
            _ = _model.Value;
        }
        catch (Diagnostics.DiagnosticException)
        {
            // Lazy throws it again.
        }
    }

    /// <summary>The count where it is known; safe on several threads.</summary>
    public TokenCount? Find(IReadOnlyList<Message> messages, ImageSize picture)
    {
        var key = KeyOf(messages, picture);
        return _known.TryGetValue(key, out var count) ? _used[key] = count : null;
    }

    /// <exception cref="Diagnostics.DiagnosticException">The model's folder cannot be used.</exception>
    /// <exception cref="ArgumentException">The model has no form for this conversation.</exception>
    public TokenCount Count(IReadOnlyList<Message> messages, ImageSize picture)
    {
        var all = _model.Value.CountTokens(messages, [picture]);
        var ofPicture = OfPicture(picture);
        return _used[KeyOf(messages, picture)] = new(all - ofPicture, ofPicture);
    }

    /// <summary>The tokens that stand for a picture of this size.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">The model's folder cannot be used.</exception>
    /// <exception cref="ArgumentException">The model refuses its shape.</exception>
    public int OfPicture(ImageSize picture) => _model.Value.TokensOf(_model.Value.GridOf(picture));

    /// <summary>What in a text the model would not read as text: its marks of turns, pictures, tools and the like; or null.</summary>
    public string? OwnTokenIn(string text) => _model.Value.Tokenizer.AddedTokenIn(text);

    /// <summary>Why the model refuses a picture of this size, or null where it does not.</summary>
    public string? RefusalOf(ImageSize picture)
    {
        try
        {
            _model.Value.GridOf(picture);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    /// <summary>Keeps the counts that were asked for.</summary>
    public void Save() => WholeFile.WriteIfDifferent(
        _cacheFile,
        Encoding.UTF8.GetBytes(string.Concat(_used.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value.Text} {pair.Value.Picture}\n")))));

    private string KeyOf(IReadOnlyList<Message> messages, ImageSize picture)
    {
        // No length of a text can be taken for another's.
        var key = new StringBuilder();
        key.Append(CultureInfo.InvariantCulture, $"{Version} {_modelHash} {picture.Width} {picture.Height}");
        foreach (var message in messages)
            key.Append(CultureInfo.InvariantCulture, $"\n{message.Role} {message.Content.Length} ").Append(message.Content);
        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(key.ToString().AsSpan())));
    }

    private static Dictionary<string, TokenCount> ReadCache(string path)
    {
        var counts = new Dictionary<string, TokenCount>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return counts;
        foreach (var line in File.ReadLines(path))
        {
            if (line.Split(' ') is [var key, var text, var picture]
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ofText)
                && int.TryParse(picture, NumberStyles.None, CultureInfo.InvariantCulture, out var ofPicture))
            {
                counts[key] = new(ofText, ofPicture);
            }
        }

        return counts;
    }
}
