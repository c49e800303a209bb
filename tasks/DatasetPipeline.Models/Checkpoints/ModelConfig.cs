using System.Text.Json;
using System.Text.Unicode;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Models.Checkpoints;

/// <summary>config.json, read key by key; a key that is missing or of another kind is one clear line.</summary>
public sealed class ModelConfig
{
    private const long LargestFile = 16 << 20;

    // More than any model has, and little enough that a few multiplied fit a long.
    private const long LargestCount = 1 << 24;

    private readonly JsonElement _element;
    private readonly string _path;
    private readonly string _prefix;

    private ModelConfig(JsonElement element, string path, string prefix) => (_element, _path, _prefix) = (element, path, prefix);

    /// <summary>Reads the file.</summary>
    /// <exception cref="DiagnosticException">Missing (DSP8001) or not JSON (DSP8002).</exception>
    public static ModelConfig Read(string path)
    {
        if (!File.Exists(path))
            throw new DiagnosticException(Codes.ModelFileMissing, $"There is no {Path.GetFileName(path)}; give the folder of a {(Path.GetFileName(path) == "config.json" ? "model in the Hugging Face layout" : "LoRA adapter as PEFT writes it")}.", path);
        try
        {
            var bytes = RegularFile.ReadAll(path, LargestFile);
            if (!Utf8.IsValid(bytes))
                throw new DiagnosticException(Codes.ModelConfigInvalid, "This is not UTF-8, as JSON is; copy the file again.", path);
            using var json = JsonDocument.Parse(bytes);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return new ModelConfig(json.RootElement.Clone(), path, "");
        }
        catch (JsonException e)
        {
            throw new DiagnosticException(Codes.ModelConfigInvalid, "This is not JSON; copy the file again.", path, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1);
        }
        catch (EndOfStreamException e)
        {
            throw new DiagnosticException(Codes.ModelConfigInvalid, $"The file cannot be used: {e.Message}; copy it again.", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(Codes.ModelFileMissing, $"The file cannot be read: {e.Message.ReplaceLineEndings(" ")}; copy it again.", path);
        }

        throw new DiagnosticException(Codes.ModelConfigInvalid, "The file must hold a JSON object; copy it again.", path);
    }

    /// <summary>The object under a key.</summary>
    public ModelConfig Section(string key) => Has(key) && _element.GetProperty(key).ValueKind == JsonValueKind.Object
        ? new ModelConfig(_element.GetProperty(key), _path, $"{_prefix}{key}.")
        : throw Wrong(key, "an object");

    /// <summary>The object under a key, or null where there is none.</summary>
    public ModelConfig? SectionOrNull(string key) => Has(key) && _element.GetProperty(key).ValueKind == JsonValueKind.Object ? Section(key) : null;

    /// <summary>quant_method, or what else says how weights were quantised.</summary>
    public string? MethodOfQuantisation() =>
        TextOrNull("quant_method") is { } method ? Shown.Text(method) : IsSet("load_in_4bit") || IsSet("load_in_8bit") ? "bitsandbytes" : null;

    /// <summary>The text under a key; null where it is none.</summary>
    public string? TextOrNull(string key) => Has(key) && _element.GetProperty(key).ValueKind == JsonValueKind.String ? Text(key) : null;

    /// <summary>The keys.</summary>
    public IEnumerable<string> Keys => _element.EnumerateObject().Select(property => property.Name);

    /// <summary>Whether the key says anything: neither null, false, 0 nor empty.</summary>
    public bool IsSet(string key) => Has(key) && _element.GetProperty(key) is var value && value.ValueKind switch
    {
        JsonValueKind.False => false,
        JsonValueKind.Number => !value.TryGetDouble(out var number) || number != 0,
        JsonValueKind.String => !value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => true,
    };

    /// <summary>Whether the key is there and not null.</summary>
    public bool Has(string key) => _element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A whole number from 1 to <paramref name="most"/>.</summary>
    public long Count(string key, long most = LargestCount) => Has(key) && _element.GetProperty(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) && number > 0 && number <= most
        ? number
        : throw Wrong(key, $"a whole number from 1 to {most}");

    /// <summary>A number.</summary>
    public double Number(string key) => Has(key) && _element.GetProperty(key) is { ValueKind: JsonValueKind.Number } value && double.IsFinite(value.GetDouble())
        ? value.GetDouble()
        : throw Wrong(key, "a number");

    /// <summary>A number above 0.</summary>
    public double Positive(string key) => Number(key) is > 0 and var number ? number : throw Wrong(key, "a number above 0");

    /// <summary>True or false; <paramref name="otherwise"/> where it is not said.</summary>
    public bool Flag(string key, bool otherwise) => !Has(key) ? otherwise : _element.GetProperty(key).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, "true or false"),
    };

    /// <summary>A list of whole numbers.</summary>
    public IReadOnlyList<int> Integers(string key)
    {
        var numbers = new List<int>();
        if (!Has(key) || _element.GetProperty(key).ValueKind != JsonValueKind.Array)
            throw Wrong(key, "a list of whole numbers");
        foreach (var item in _element.GetProperty(key).EnumerateArray())
            numbers.Add(item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) ? number : throw Wrong(key, "a list of whole numbers"));
        return numbers;
    }

    /// <summary>A text; null where it is not said.</summary>
    public string? Text(string key)
    {
        if (!Has(key))
            return null;
        try
        {
            if (_element.GetProperty(key) is { ValueKind: JsonValueKind.String } value)
                return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // half a character
        }

        throw Wrong(key, "a text");
    }

    /// <summary>Refuses any other text than one of these; what is not said is the first.</summary>
    public void Only(string key, params string[] known)
    {
        if (Text(key) is { } text && !known.Contains(text))
            throw Wrong(key, string.Join(" or ", known.Select(k => $"'{k}'")) + "; another is not known here");
    }

    /// <summary>Refuses an object or a list that holds anything.</summary>
    public void Empty(string key)
    {
        if (Has(key) && _element.GetProperty(key) is var value && !(value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any()) && !(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0))
            throw Wrong(key, "empty; it is not read here");
    }

    /// <summary>num_heads of a tower, which cut its hidden_size into heads of a width that is a multiple of <paramref name="multipleOf"/>.</summary>
    public long Heads(long multipleOf, string key = "num_heads") => Count("hidden_size") % (Count(key) * multipleOf) == 0
        ? Count(key)
        : throw Wrong(key, $"a number that cuts hidden_size, {Count("hidden_size")}, into heads of a multiple of {multipleOf}");

    /// <summary>A side in pixels of a square: a number, or height and width that are the same.</summary>
    public long Side(string key)
    {
        if (!Has(key) || _element.GetProperty(key).ValueKind != JsonValueKind.Array)
            return Count(key, most: 1 << 14);
        return Integers(key) is [var height and > 0 and <= 1 << 14, var width] && height == width ? height : throw Wrong(key, "the side of a square, in pixels");
    }

    /// <summary>An error of this file.</summary>
    public DiagnosticException Error(string message) => new(Codes.ModelConfigInvalid, message, _path);

    /// <summary>Says that a value cannot be used.</summary>
    public DiagnosticException Wrong(string key, string needed, string code = Codes.ModelConfigInvalid) =>
        new(code, $"'{_prefix}{key}' must be {needed}{(Has(key) ? $", and is {Shown.Text(_element.GetProperty(key).GetRawText())}" : ", and is not there")}.", _path);
}
