using System.Text.Json;
using System.Text.Unicode;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Tokens;

/// <summary>A small JSON file of a model; each value that cannot be used is an error that names the file and the key.</summary>
internal sealed class ModelJson
{
    private const long LargestFile = 16 << 20;

    private readonly JsonElement _root;

    private ModelJson(string path, JsonElement root) => (Path, _root) = (path, root);

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>The file, or null when it is not there.</summary>
    /// <exception cref="DiagnosticException">DSP8002: it is not a JSON object.</exception>
    public static ModelJson? TryRead(string folder, string name)
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, name));
        if (!File.Exists(path))
            return null;
        try
        {
            var bytes = RegularFile.ReadAll(path, LargestFile);
            if (!Utf8.IsValid(bytes))
                throw new DiagnosticException(Codes.ModelConfigInvalid, "not UTF-8, as JSON is; copy the file again", path);
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new DiagnosticException(Codes.ModelConfigInvalid, $"holds a {document.RootElement.ValueKind} where an object belongs", path);
            return new ModelJson(path, document.RootElement.Clone());
        }
        catch (JsonException error)
        {
            throw new DiagnosticException(Codes.ModelConfigInvalid, $"not JSON: {OneLine(error.Message)}", path, (int)(error.LineNumber ?? 0) + 1, (int)(error.BytePositionInLine ?? 0) + 1);
        }
        catch (EndOfStreamException error)
        {
            throw new DiagnosticException(Codes.ModelConfigInvalid, $"cannot be used: {error.Message}", path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(Codes.ModelFileMissing, $"cannot be read: {OneLine(error.Message)}", path);
        }
    }

    /// <summary>The file.</summary>
    /// <exception cref="DiagnosticException">DSP8001: it is not there; DSP8002: it is not a JSON object.</exception>
    public static ModelJson Read(string folder, string name) => TryRead(folder, name) ?? throw new DiagnosticException(
        Codes.ModelFileMissing, $"{name} is not there; a model's folder holds config.json, tokenizer.json and preprocessor_config.json", System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, name)));

    /// <summary>The object under a key of this file as a file of its own, or null.</summary>
    public ModelJson? Inside(string key) => Find(key) is { ValueKind: JsonValueKind.Object } part ? new ModelJson(Path, part) : null;

    /// <summary>The value under a key, or under <c>key.key</c>; null when it is missing or null.</summary>
    public JsonElement? Find(string keys)
    {
        var value = _root;
        foreach (var key in keys.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(key, out value))
                return null;
        }

        return value.ValueKind == JsonValueKind.Null ? null : value;
    }

    /// <summary>A string, or null when it is missing.</summary>
    public string? Text(string key)
    {
        if (Find(key) is not { } value)
            return null;
        return TextOf(value) ?? throw Wrong(key, value, "a string");
    }

    /// <summary>The text of a value; null where it is none, or half a character is in it.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A whole number, or null when it is missing.</summary>
    public int? Whole(string key, int least = 0, int most = int.MaxValue)
    {
        if (Find(key) is not { } value)
            return null;
        // Some writers give 16777216.0.
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || number != Math.Floor(number) || number < least || number > most)
            throw Wrong(key, value, $"a whole number from {least} to {most}");
        return (int)number;
    }

    /// <summary>A number, or null when it is missing.</summary>
    public double? Number(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        { } value => throw Wrong(key, value, "a number"),
    };

    /// <summary>true or false, or null when it is missing.</summary>
    public bool? Flag(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(key, value, "true or false"),
    };

    /// <summary>One number for each of red, green and blue.</summary>
    public float[] Channels(string key, float[] fallback)
    {
        if (Find(key) is not { } value)
            return fallback;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 3 || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Number))
            throw Wrong(key, value, "three numbers");
        return [.. value.EnumerateArray().Select(item => item.GetSingle())];
    }

    /// <summary>Whole numbers, of which one alone may stand without brackets; empty when missing.</summary>
    public int[] OneOrMany(string key)
    {
        if (Find(key) is not { } value)
            return [];
        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
        return [.. items.Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) ? number : throw Wrong(key, value, "a whole number or a list of them"))];
    }

    /// <summary>The error of a value that cannot be used.</summary>
    public DiagnosticException Wrong(string key, JsonElement value, string expected)
    {
        return Wrong($"'{key}' is {Shown.Text(value.GetRawText())}, expected {expected}");
    }

    /// <summary>An error of this file.</summary>
    public DiagnosticException Wrong(string message) => new(Codes.ModelConfigInvalid, message, Path);

    /// <summary>Text that goes into a diagnostic: one line.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
