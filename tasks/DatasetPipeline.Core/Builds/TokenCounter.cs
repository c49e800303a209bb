using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Builds;

/// <summary>Counts samples' tokens, and the tokenizer is only loaded for one that was not counted before.</summary>
internal sealed class TokenCounter
{
    /// <summary>Raised by hand when a sample becomes another number of tokens.</summary>
    public const int Version = 2;

    private readonly string _modelFolder;
    private readonly string _cacheFile;
    private readonly string _modelHash;
    private readonly Lazy<ModelProcessor> _model;
    private readonly Dictionary<string, int> _known;
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);

    public TokenCounter(string modelFolder, string cacheFile)
    {
        _modelFolder = modelFolder;
        _cacheFile = cacheFile;
        _modelHash = BuildInputs.HashModel(modelFolder);
        _model = new(() => ModelProcessor.Open(modelFolder));
        _known = ReadCache(cacheFile);
    }

    /// <summary>What is worth knowing of the model; the model is only loaded where it carries a chat template.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">The model's folder cannot be used.</exception>
    public IReadOnlyList<Diagnostics.Diagnostic> Warnings => ChatTemplate.Find(_modelFolder) is null ? [] : _model.Value.Warnings;

    /// <exception cref="Diagnostics.DiagnosticException">The model's folder cannot be used.</exception>
    /// <exception cref="ArgumentException">The model has no form for this conversation.</exception>
    public int Count(IReadOnlyList<Message> messages, ImageSize picture)
    {
        var key = KeyOf(messages, picture);
        if (_known.TryGetValue(key, out var known))
            return _used[key] = known;

        return _used[key] = _model.Value.CountTokens(messages, [picture]);
    }

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
        Encoding.UTF8.GetBytes(string.Concat(_used.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}\n")))));

    private string KeyOf(IReadOnlyList<Message> messages, ImageSize picture)
    {
        using var key = new MemoryStream();
        using var writer = new BinaryWriter(key);
        writer.Write(Version);
        writer.Write(_modelHash);
        foreach (var message in messages)
        {
            writer.Write(message.Role);
            writer.Write(message.Content);
        }

        writer.Write(picture.Width);
        writer.Write(picture.Height);
        writer.Flush();
        return Convert.ToHexStringLower(SHA256.HashData(key.ToArray()));
    }

    private static Dictionary<string, int> ReadCache(string path)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return counts;
        foreach (var line in File.ReadLines(path))
        {
            if (line.Split(' ') is [var key, var count] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                counts[key] = number;
        }

        return counts;
    }
}
