using System.Reflection;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

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

    /// <summary>The family that config.json names.</summary>
    /// <exception cref="DiagnosticException">DSP8002: a value cannot be used; DSP8003: the architecture is not known.</exception>
    public static ModelFamily Of(ModelFolder files)
    {
        var config = files.Config;
        var modelType = config.Text("model_type") ?? throw config.Wrong("'model_type' is missing, which names the architecture");
        return Known.TryGetValue(modelType, out var familyOf)
            ? familyOf(files)
            : throw new DiagnosticException(Codes.UnknownArchitecture, $"'model_type' is {Shown.Value(modelType)}, which is not known here; known are {string.Join(", ", Known.Keys)}", config.Path);
    }

    /// <summary>All that decides <see cref="FittedSize"/>, in a line.</summary>
    public abstract string SizeRule { get; }

    /// <summary>The size that a picture of this size is resized to.</summary>
    public abstract ImageSize FittedSize(ImageSize size);

    /// <summary>How a picture of this size is cut.</summary>
    public abstract ImageGrid GridOf(ImageSize size);

    /// <summary>How many embeddings the tower makes of it.</summary>
    public abstract int TokensOf(ImageGrid grid);

    /// <summary>What the tower reads of it.</summary>
    public abstract PixelValues Process(RgbImage image);

    private static Func<ModelFolder, ModelFamily> MakerOf(Type type) => folder =>
        (ModelFamily)Activator.CreateInstance(type, BindingFlags.DoNotWrapExceptions | BindingFlags.Public | BindingFlags.Instance, null, [folder], null)!;
}
