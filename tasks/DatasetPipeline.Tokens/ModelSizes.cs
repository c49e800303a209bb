using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Tokens;

/// <summary>The sizes that a model's processor resizes pictures to; the tokenizer, which is large, stays unread.</summary>
public sealed class ModelSizes
{
    private readonly ModelFamily _family;

    private ModelSizes(ModelFamily family) => _family = family;

    /// <summary>All that decides the sizes, in a line.</summary>
    public string Rule => _family.SizeRule;

    /// <summary>Reads a model's folder.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <exception cref="DiagnosticException">As <see cref="ModelProcessor.Open"/>, the tokenizer left aside.</exception>
    public static ModelSizes Open(string folder) => new(ModelFamily.Of(ModelFolder.Read(folder)));

    /// <summary>The size in which the model looks at a picture of this size, its thumbnail left aside.</summary>
    /// <exception cref="ArgumentException">The model refuses its shape.</exception>
    public ImageSize SizeFor(ImageSize size) => _family.FittedSize(size);
}
