using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Schemas;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>What dataset.yaml says, with defaults where it does not.</summary>
public sealed record DatasetSettings
{
    /// <summary>The file that was read.</summary>
    public required YamlFile File { get; init; }

    /// <summary>The dataset's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the dataset is.</summary>
    public string? Description { get; init; }

    /// <summary>The languages that captions are written in.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["en", "zh"];

    /// <summary>The longest side of a picture in pixels.</summary>
    public int Resolution { get; init; } = 1024;

    /// <summary>How pictures are brought to the resolution.</summary>
    public Fit Fit { get; init; } = Fit.Inside;

    /// <summary>Whether pictures that are smaller than the resolution are brought to it.</summary>
    public bool IsEnlarged { get; init; }

    /// <summary>Whether pictures are brought to the size that the model would resize them to.</summary>
    public bool IsAligned { get; init; }

    /// <summary>What pictures are written as.</summary>
    public PictureEncoding Output { get; init; } = new();

    /// <summary>What an original may cost.</summary>
    public PictureLimits Limits { get; init; } = PictureLimits.Default;

    /// <summary>What the user is taken to have asked, by language.</summary>
    public IReadOnlyDictionary<string, string> Prompts { get; init; } = DefaultPrompts;

    /// <summary>The licence of records that name none.</summary>
    public string? License { get; init; }

    /// <summary>The annotator of records that name none.</summary>
    public string? Annotator { get; init; }

    /// <summary>Where the pictures of records without a source come from; it groups nothing.</summary>
    public string? Source { get; init; }

    /// <summary>The metadata that each record has to have: source, annotator, annotated, license.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>The share of groups that are trained on; the others are the test split.</summary>
    public double TrainShare { get; init; } = 0.8;

    /// <summary>The weights that this dataset gives to codes.</summary>
    public IReadOnlyDictionary<string, Severity> Severities { get; init; } = new Dictionary<string, Severity>(StringComparer.Ordinal);

    /// <summary>What is wrong with the file.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    private static Dictionary<string, string> DefaultPrompts { get; } = new(StringComparer.Ordinal)
    {
        ["en"] = "Describe the image.",
        ["zh"] = "请描述这张图片。",
    };

    /// <summary>Reads and checks dataset.yaml. What is wrong stands in <see cref="Diagnostics"/>, and its default in its place.</summary>
    public static DatasetSettings Read(string path)
    {
        if (!System.IO.File.Exists(path))
        {
            return new()
            {
                File = new(path, YamlMap.Empty, []),
                Diagnostics = [new(Codes.DatasetMissing, "there is no dataset.yaml; add one with at least \"name: …\"", path)],
            };
        }

        var file = YamlFile.Read(path);
        return Read(file) with { Diagnostics = [.. file.Diagnostics, .. SchemaChecker.Check(file, "dataset"), .. CheckSplits(file), .. CheckQuality(file), .. SeveritySettings.Check(file), .. LongTexts.Check(file)] };
    }

    /// <summary>What a file says that was read and checked before.</summary>
    public static DatasetSettings Read(YamlFile file)
    {
        var root = file.Root;
        var defaults = new DatasetSettings { File = file };
        return defaults with
        {
            Name = root["name"].AsText() ?? "",
            Description = root["description"].AsText(),
            Languages = root["languages"] is YamlList languages ? languages.Items.Select(item => item.AsText()).OfType<string>().ToList() : defaults.Languages,
            Resolution = root["resolution"].AsInteger() is { } resolution and >= 16 and <= 8192 ? (int)resolution : defaults.Resolution,
            Fit = root["fit"].AsText() == "pad" ? Fit.Pad : Fit.Inside,
            IsEnlarged = root["enlarge"].AsBoolean() ?? false,
            IsAligned = root["align"].AsBoolean() ?? false,
            Output = ReadOutput(root),
            Limits = ReadLimits(root["limits"] as YamlMap),
            Prompts = ReadPrompts(root["prompt"]),
            License = root["license"].AsText(),
            Annotator = root["annotator"].AsText(),
            Source = root["source"].AsText(),
            Required = root["required"].AsItems().Select(item => item.AsText()).OfType<string>().ToList(),
            TrainShare = root["splits"] is YamlMap splits ? splits["train"].AsNumber() ?? 1 : defaults.TrainShare,
            Severities = SeveritySettings.Read(root["severity"]),
        };
    }

    private static PictureEncoding ReadOutput(YamlMap root)
    {
        var quality = root["quality"].AsInteger() is { } given and >= 1 and <= 100 ? (int?)given : null;
        return root["output"].AsText() switch
        {
            "webp" => new(OutputFormat.WebP, quality),
            "jpeg" => new(OutputFormat.Jpeg, quality),
            _ => new(),
        };
    }

    private static PictureLimits ReadLimits(YamlMap? limits)
    {
        var defaults = PictureLimits.Default;
        return limits is null ? defaults : new()
        {
            MaxPixels = limits["megapixels"].AsNumber() is { } megapixels and > 0 and <= 400 ? (long)(megapixels * 1_000_000) : defaults.MaxPixels,
            MaxFileBytes = limits["megabytes"].AsNumber() is { } megabytes and > 0 and <= 1024 ? (long)(megabytes * (1 << 20)) : defaults.MaxFileBytes,
            MaxAspect = limits["aspect"].AsInteger() is { } aspect and >= 1 and <= 10_000 ? (int)aspect : defaults.MaxAspect,
        };
    }

    /// <summary>A finding at a key's value.</summary>
    public Diagnostic Finding(string code, string message, string key)
    {
        var (line, column) = File.Root.PlaceOf(key);
        return new(code, message, File.Path, line, column);
    }

    private static IReadOnlyDictionary<string, string> ReadPrompts(YamlNode? prompt)
    {
        var prompts = new Dictionary<string, string>(DefaultPrompts, StringComparer.Ordinal);
        if (prompt.AsText() is { } text)
            return prompts.Keys.ToDictionary(language => language, _ => text.Trim(), StringComparer.Ordinal);
        foreach (var (language, value) in prompt.AsEntries())
            prompts[language.Text] = value.AsText()?.Trim() ?? "";
        return prompts;
    }

    private static IEnumerable<Diagnostic> CheckQuality(YamlFile file)
    {
        if (file.Root.Entries.FirstOrDefault(entry => entry.Key.Text == "quality") is { Key: var key } && file.Root["output"].AsText() is null or "png")
            yield return new(Codes.UnknownKey, "the key \"quality\" says nothing about PNG, which is exact; take it away, or add \"output: webp\" or \"output: jpeg\"", file.Path, key.Line, key.Column);
    }

    private static IEnumerable<Diagnostic> CheckSplits(YamlFile file)
    {
        if (file.Root["splits"] is not YamlMap splits || splits["train"].AsNumber() is not { } train)
            yield break;
        var sum = train + (splits["test"].AsNumber() ?? 0);
        if (Math.Abs(sum - 1) > 1e-9)
            yield return new(Codes.SplitsSum, FormattableString.Invariant($"train and test add up to {sum:0.######}; make them add up to 1"), file.Path, splits.Line, splits.Column);
    }
}
