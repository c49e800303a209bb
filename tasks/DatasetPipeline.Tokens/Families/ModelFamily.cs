using System.Reflection;

namespace DatasetPipeline.Tokens;

/// <summary>What one architecture makes of text and pictures. A new family is a file with one of these.</summary>
internal abstract class ModelFamily
{
    /// <summary>The families, by the <c>model_type</c> of config.json: found by their <see cref="ArchitectureAttribute"/>.</summary>
    public static IReadOnlyDictionary<string, Func<ModelFolder, ModelFamily>> Known { get; } = new SortedDictionary<string, Func<ModelFolder, ModelFamily>>(
        (from type in typeof(ModelFamily).Assembly.GetTypes()
         from name in type.GetCustomAttribute<ArchitectureAttribute>()?.ModelTypes ?? []
         select (name, type)).ToDictionary(entry => entry.name, entry => MakerOf(entry.type)), StringComparer.Ordinal);

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

    private static Func<ModelFolder, ModelFamily> MakerOf(Type type) => folder =>
        (ModelFamily)Activator.CreateInstance(type, BindingFlags.DoNotWrapExceptions | BindingFlags.Public | BindingFlags.Instance, null, [folder], null)!;
}
