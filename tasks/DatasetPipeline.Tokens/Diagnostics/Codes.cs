namespace DatasetPipeline.Diagnostics;

/// <summary>
/// Every code there is, here and nowhere else; a code is never given to another meaning.
/// 0xxx files and YAML, 1xxx schema, 2xxx captions, 3xxx marks and boxes, 4xxx pictures, 5xxx duplicates and groups,
/// 6xxx privacy and licence, 7xxx tokens, 8xxx model and checkpoint files, 9xxx training.
/// </summary>
public static class Codes
{
    /// <summary>A picture cannot be decoded.</summary>
    public const string PictureUnreadable = "DSP4001";

    /// <summary>A sample needs more tokens than <c>max_length</c>.</summary>
    public const string TooManyTokens = "DSP7001";

    /// <summary>The folder of the model, or a file that it must hold, is not there.</summary>
    public const string ModelFileMissing = "DSP8001";

    /// <summary>A JSON file of the model cannot be read, or a value in it cannot be used.</summary>
    public const string ModelConfigInvalid = "DSP8002";

    /// <summary>The architecture that config.json names is not one that is known here.</summary>
    public const string UnknownArchitecture = "DSP8003";

    /// <summary>A safetensors file is cut short or not one.</summary>
    public const string SafetensorsInvalid = "DSP8004";

    /// <summary>Tensors that the model needs and the checkpoint lacks.</summary>
    public const string TensorMissing = "DSP8005";

    /// <summary>Tensors in the checkpoint that the model has no use for.</summary>
    public const string TensorUnexpected = "DSP8006";

    /// <summary>A tensor's shape or type is not what the configuration asks for.</summary>
    public const string TensorShape = "DSP8007";

    /// <summary>The tokenizer is of a kind that would not give exact ids here.</summary>
    public const string TokenizerUnsupported = "DSP8008";

    /// <summary>An adapter that does not fit the model.</summary>
    public const string AdapterMismatch = "DSP8009";
}
