namespace DatasetPipeline.Tokens;

/// <summary>What one architecture makes of text and pictures. A new family is a file with one of these and a line in <see cref="Known"/>.</summary>
internal abstract class ModelFamily
{
    /// <summary>The families, by the <c>model_type</c> of config.json.</summary>
    public static IReadOnlyDictionary<string, Func<ModelFolder, ModelFamily>> Known { get; } = new SortedDictionary<string, Func<ModelFolder, ModelFamily>>(StringComparer.Ordinal)
    {
        ["internvl"] = folder => new InternVl(folder),
        ["internvl_chat"] = folder => new InternVl(folder),
        ["qwen2_5_vl"] = folder => new Qwen25Vl(folder),
        ["qwen3_vl"] = folder => new Qwen3Vl(folder),
    };

    /// <summary>The token that stands once for each embedding that the tower gives.</summary>
    public abstract string ImageToken { get; }

    /// <summary>What takes the place of <c>&lt;image&gt;</c>, the image token in it written once.</summary>
    public abstract string ImageText { get; }

    /// <summary>The system turn of a conversation that has none, or null.</summary>
    public virtual string? DefaultSystem => null;

    /// <summary>How a picture of this size is cut.</summary>
    public abstract ImageGrid GridOf(ImageSize size);

    /// <summary>How many embeddings the tower makes of it.</summary>
    public abstract int TokensOf(ImageGrid grid);

    /// <summary>What the tower reads of it.</summary>
    public abstract PixelValues Process(RgbImage image);
}
