namespace DatasetPipeline.Diagnostics;

/// <summary>
/// Every code there is, here and nowhere else; a code is never given to another meaning.
/// 0xxx files and YAML, 1xxx schema, 2xxx captions, 3xxx marks and boxes, 4xxx pictures, 5xxx duplicates and groups,
/// 6xxx privacy and licence, 7xxx tokens, 8xxx model and checkpoint files, 9xxx training.
/// </summary>
public static class Codes
{
    /// <summary>A file or folder that cannot be read or written.</summary>
    public const string FileUnreadable = "DSP0001";

    /// <summary>A YAML file of more than a megabyte.</summary>
    public const string FileTooLarge = "DSP0002";

    /// <summary>A YAML file that is not UTF-8.</summary>
    public const string NotUtf8 = "DSP0003";

    /// <summary>A file that is not YAML.</summary>
    public const string NotYaml = "DSP0004";

    /// <summary>A key that stands twice in one map.</summary>
    public const string RepeatedKey = "DSP0005";

    /// <summary>A YAML file with more than one document.</summary>
    public const string SeveralDocuments = "DSP0006";

    /// <summary>An anchor or an alias.</summary>
    public const string AnchorOrAlias = "DSP0007";

    /// <summary>A YAML tag.</summary>
    public const string Tag = "DSP0008";

    /// <summary>A tab in an indentation.</summary>
    public const string Tab = "DSP0009";

    /// <summary>A YAML file that does not hold keys and values.</summary>
    public const string NotAMap = "DSP0010";

    /// <summary>A dataset's folder without dataset.yaml.</summary>
    public const string DatasetMissing = "DSP0011";

    /// <summary>A record without a picture.</summary>
    public const string PictureMissing = "DSP0012";

    /// <summary>A picture, or a file of another type, that no record speaks of.</summary>
    public const string RecordMissing = "DSP0013";

    /// <summary>Two pictures that a record could mean.</summary>
    public const string PictureAmbiguous = "DSP0014";

    /// <summary>A path that leaves the folder it belongs into.</summary>
    public const string PathOutside = "DSP0015";

    /// <summary>An output format that is not one of those that are written.</summary>
    public const string UnknownFormat = "DSP0016";

    /// <summary>A key that the schema does not know.</summary>
    public const string UnknownKey = "DSP1001";

    /// <summary>A key that must be given.</summary>
    public const string MissingKey = "DSP1002";

    /// <summary>A value of another kind than the key takes.</summary>
    public const string WrongType = "DSP1003";

    /// <summary>A value that is not among those that the key takes.</summary>
    public const string WrongValue = "DSP1004";

    /// <summary>Splits that do not add up to 1.</summary>
    public const string SplitsSum = "DSP1005";

    /// <summary>A severity for a code that has to stay an error.</summary>
    public const string FixedSeverity = "DSP1006";

    /// <summary>A caption without a word.</summary>
    public const string EmptyCaption = "DSP2001";

    /// <summary>A mark or a redaction reaches outside its picture.</summary>
    public const string MarkOutsidePicture = "DSP3001";

    /// <summary>A mark or a redaction that covers nothing: no width, no height, no length, or a number that is none.</summary>
    public const string MarkWithoutExtent = "DSP3002";

    /// <summary>A mark's colour that is neither a CSS name nor hexadecimal.</summary>
    public const string MarkColorUnknown = "DSP3003";

    /// <summary>A mark's stroke that is not wider than nothing or wider than the picture.</summary>
    public const string MarkStrokeWidth = "DSP3004";

    /// <summary>A picture's file that cannot be opened: it is not there, is a folder, or may not be read.</summary>
    public const string PictureUnreadable = "DSP4001";

    /// <summary>A picture's file of zero bytes; also a pipe or a device.</summary>
    public const string PictureEmpty = "DSP4002";

    /// <summary>A Git LFS pointer where the picture should be.</summary>
    public const string PictureIsPointer = "DSP4003";

    /// <summary>A web page saved under a picture's name.</summary>
    public const string PictureIsHtml = "DSP4004";

    /// <summary>SVG: it may run scripts and read other files, so it is not rendered.</summary>
    public const string PictureIsSvg = "DSP4005";

    /// <summary>A file whose content is of no format that is read here.</summary>
    public const string PictureFormatUnknown = "DSP4006";

    /// <summary>A picture that is cut short or damaged.</summary>
    public const string PictureDamaged = "DSP4007";

    /// <summary>A picture with more pixels or bytes than the limits allow.</summary>
    public const string PictureTooLarge = "DSP4008";

    /// <summary>An id that two records have.</summary>
    public const string RepeatedId = "DSP5001";

    /// <summary>A sample needs more tokens than <c>max_length</c>.</summary>
    public const string TooManyTokens = "DSP7001";

    /// <summary>A sample that the model's form of a conversation cannot hold.</summary>
    public const string SampleNotEncodable = "DSP7002";

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

    /// <summary>A checkpoint's chat template writes another form than the one built in.</summary>
    public const string ChatTemplateDiffers = "DSP8010";

    /// <summary>A command that works in a clone of the repository, outside of one.</summary>
    public const string RepositoryNotFound = "DSP9001";

    /// <summary>There is no dataset where one was looked for.</summary>
    public const string DatasetNotFound = "DSP9002";

    /// <summary>The JSONL of a split is not there or holds a line that is no row.</summary>
    public const string RowsUnreadable = "DSP9003";

    /// <summary>A split that is needed holds no record.</summary>
    public const string SplitEmpty = "DSP9004";

    /// <summary>A setting of train.yaml that the trainer cannot do yet.</summary>
    public const string SettingUnsupported = "DSP9005";

    /// <summary>There is no adapter where one was asked for.</summary>
    public const string AdapterNotFound = "DSP9006";

    /// <summary>The loss or a gradient is no number any more.</summary>
    public const string LossNotFinite = "DSP9007";

    /// <summary>The native libraries of TorchSharp cannot be loaded.</summary>
    public const string TorchNotLoaded = "DSP9008";

    /// <summary>libtorch gave up, e.g. for want of memory.</summary>
    public const string TorchFailed = "DSP9009";

    /// <summary>The trainer's own sources do not build; told by the launcher.</summary>
    public const string TrainerNotBuilt = "DSP9010";

    /// <summary>A training within a build did not end well; its own lines say why.</summary>
    public const string TrainingFailed = "DSP9011";

    /// <summary>All of them.</summary>
    public static IReadOnlySet<string> All { get; } = typeof(Codes)
        .GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Files, shapes, pictures and models: where one of these stands, there is nothing to write a row from.</summary>
    public static bool MustBeErrors(string code) =>
        code.StartsWith("DSP0", StringComparison.Ordinal)
        || code.StartsWith("DSP1", StringComparison.Ordinal)
        || code.StartsWith("DSP3", StringComparison.Ordinal)
        || code.StartsWith("DSP4", StringComparison.Ordinal)
        || (code.StartsWith("DSP8", StringComparison.Ordinal) && code != ChatTemplateDiffers)
        || code.StartsWith("DSP9", StringComparison.Ordinal)
        || code is EmptyCaption or RepeatedId or SampleNotEncodable;
}
