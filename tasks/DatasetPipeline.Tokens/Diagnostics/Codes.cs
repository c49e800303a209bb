using System.Reflection;

namespace DatasetPipeline.Diagnostics;

/// <summary>
/// Every code there is, here and nowhere else; a code is never given to another meaning.
/// 0xxx files, YAML and command lines, 1xxx schema, 2xxx captions, 3xxx marks and boxes, 4xxx pictures, 5xxx duplicates and groups,
/// 6xxx privacy and licence, 7xxx tokens, 8xxx model and checkpoint files, 9xxx training.
/// </summary>
public static class Codes
{
    /// <summary>A file or folder that cannot be read or written.</summary>
    [Finding("A file or folder cannot be read or written")]
    public const string FileUnreadable = "DSP0001";

    /// <summary>A YAML file of more than a megabyte.</summary>
    [Finding("A YAML file is larger than a megabyte")]
    public const string FileTooLarge = "DSP0002";

    /// <summary>A YAML file that is not UTF-8.</summary>
    [Finding("A YAML file is not UTF-8")]
    public const string NotUtf8 = "DSP0003";

    /// <summary>A file that is not YAML.</summary>
    [Finding("A file is not YAML")]
    public const string NotYaml = "DSP0004";

    /// <summary>A key that stands twice in one map.</summary>
    [Finding("A key stands twice")]
    public const string RepeatedKey = "DSP0005";

    /// <summary>A YAML file with more than one document.</summary>
    [Finding("A file holds more than one YAML document")]
    public const string SeveralDocuments = "DSP0006";

    /// <summary>An anchor or an alias.</summary>
    [Finding("An anchor or an alias")]
    public const string AnchorOrAlias = "DSP0007";

    /// <summary>A YAML tag.</summary>
    [Finding("A YAML tag")]
    public const string Tag = "DSP0008";

    /// <summary>A tab in an indentation.</summary>
    [Finding("A tab indents a line")]
    public const string Tab = "DSP0009";

    /// <summary>A YAML file that does not hold keys and values.</summary>
    [Finding("A file does not hold keys and values")]
    public const string NotAMap = "DSP0010";

    /// <summary>A dataset's folder without dataset.yaml.</summary>
    [Finding("There is no dataset.yaml")]
    public const string DatasetMissing = "DSP0011";

    /// <summary>A record without a picture.</summary>
    [Finding("A record without a picture")]
    public const string PictureMissing = "DSP0012";

    /// <summary>A picture, or a file of another type, that no record speaks of.</summary>
    [Finding("A picture, or another file under images/, that no record speaks of")]
    public const string RecordMissing = "DSP0013";

    /// <summary>Two pictures that a record could mean.</summary>
    [Finding("Two pictures that a record could mean")]
    public const string PictureAmbiguous = "DSP0014";

    /// <summary>A path that leaves the folder it belongs into.</summary>
    [Finding("A path that leaves images/")]
    public const string PathOutside = "DSP0015";

    /// <summary>An output format that is not one of those that are written.</summary>
    [Finding("An output format that is not known")]
    public const string UnknownFormat = "DSP0016";

    /// <summary>A file's name that could forge a line of a build's output.</summary>
    [Finding("A file's name that hides what it is")]
    public const string UnsafeFileName = "DSP0017";

    /// <summary>A value that a reader of YAML takes otherwise than somebody who sees it.</summary>
    [Finding("A value that is read otherwise than it looks", Severity.Warning)]
    public const string ReadOtherwise = "DSP0018";

    /// <summary>A command line that makes no sense.</summary>
    [Finding("A command or an option that is wrong")]
    public const string WrongUse = "DSP0019";

    /// <summary>A key that the schema does not know.</summary>
    [Finding("A key that is not known")]
    public const string UnknownKey = "DSP1001";

    /// <summary>A key that must be given.</summary>
    [Finding("A key is missing")]
    public const string MissingKey = "DSP1002";

    /// <summary>A value of another kind than the key takes.</summary>
    [Finding("A value of another kind")]
    public const string WrongType = "DSP1003";

    /// <summary>A value that is not among those that the key takes.</summary>
    [Finding("A value that the key does not take")]
    public const string WrongValue = "DSP1004";

    /// <summary>Splits that do not add up to 1.</summary>
    [Finding("The splits do not add up to 1")]
    public const string SplitsSum = "DSP1005";

    /// <summary>A severity for a code that has to stay an error.</summary>
    [Finding("A severity for a code that stays an error")]
    public const string FixedSeverity = "DSP1006";

    /// <summary>An <c>allow</c> of a record for something that is not found in it.</summary>
    [Finding("An allow that allows nothing", Severity.Warning)]
    public const string UnusedAllow = "DSP1007";

    /// <summary>An id that cannot be a file's name everywhere.</summary>
    [Finding("An id that is no file's name")]
    public const string UnsafeId = "DSP1008";

    /// <summary>A record of a day that is still to come.</summary>
    [Finding("A date in the future")]
    public const string FutureDate = "DSP1009";

    /// <summary>Metadata that dataset.yaml requires and a record lacks.</summary>
    [Finding("Required metadata is missing")]
    public const string RequiredMetadata = "DSP1010";

    /// <summary>A text of more characters than anybody writes of a picture.</summary>
    [Finding("A text that is too long")]
    public const string TextTooLong = "DSP1011";

    /// <summary>A caption without a word.</summary>
    [Finding("An empty caption")]
    public const string EmptyCaption = "DSP2001";

    /// <summary>Words that only keep the place of a caption.</summary>
    [Finding("A placeholder in place of a caption")]
    public const string PlaceholderCaption = "DSP2002";

    /// <summary>A caption whose last sentence has no full stop.</summary>
    [Finding("A sentence without an end")]
    public const string NoTerminalMark = "DSP2003";

    /// <summary>A list of words in place of a sentence.</summary>
    [Finding("A list of words")]
    public const string KeywordList = "DSP2004";

    /// <summary>A bare noun phrase, a subordinate clause, or a sentence that breaks off.</summary>
    [Finding("A fragment in place of a sentence")]
    public const string Fragment = "DSP2005";

    /// <summary>A quotation mark or bracket without its pair.</summary>
    [Finding("A quotation mark or bracket without its pair")]
    public const string Unbalanced = "DSP2006";

    /// <summary>JSON, coordinates or a file name in place of a caption.</summary>
    [Finding("Machine output in place of a caption")]
    public const string MachineOutput = "DSP2007";

    /// <summary>HTML or Markdown in a caption.</summary>
    [Finding("HTML or Markdown left over")]
    public const string Markup = "DSP2008";

    /// <summary>Text that was read in another encoding than it was written in.</summary>
    [Finding("Text read in the wrong encoding")]
    public const string Mojibake = "DSP2009";

    /// <summary>A control character, or one of no width.</summary>
    [Finding("A character that nobody sees")]
    public const string UnseenCharacter = "DSP2010";

    /// <summary>A template variable that was not filled in.</summary>
    [Finding("A template variable that was not filled in")]
    public const string TemplateVariable = "DSP2011";

    /// <summary>A special token of a model, or a placeholder of ms-swift, in a text.</summary>
    [Finding("A model's own mark in a text")]
    public const string SpecialToken = "DSP2012";

    /// <summary>A sentence that seems to have no main verb.</summary>
    [Finding("No finite verb or predicate", Severity.Warning)]
    public const string NoPredicate = "DSP2031";

    /// <summary>Half-width punctuation in Chinese text.</summary>
    [Finding("Half-width and full-width punctuation mixed", Severity.Warning)]
    public const string MixedWidth = "DSP2032";

    /// <summary>A word or a sentence that stands there twice.</summary>
    [Finding("Repeated words", Severity.Warning)]
    public const string RepeatedWords = "DSP2033";

    /// <summary>A caption in capitals.</summary>
    [Finding("All capitals", Severity.Warning)]
    public const string AllCapitals = "DSP2034";

    /// <summary>A caption that another picture has, too.</summary>
    [Finding("One caption for different pictures", Severity.Warning)]
    public const string RepeatedCaption = "DSP2035";

    /// <summary>Captions that are one sentence with a word exchanged.</summary>
    [Finding("Captions made from one template", Severity.Warning)]
    public const string TemplateCaption = "DSP2036";

    /// <summary>A text in a language that dataset.yaml does not list.</summary>
    [Finding("A language that the dataset does not list", Severity.Warning)]
    public const string LanguageNotListed = "DSP2037";

    /// <summary>A caption that speaks of a mark that is neither drawn nor to be seen.</summary>
    [Finding("A mark that is not there", Severity.Warning)]
    public const string MarkNotThere = "DSP2038";

    /// <summary>A mark that the caption does not speak of.</summary>
    [Finding("A mark that no caption speaks of", Severity.Warning)]
    public const string MarkNotMentioned = "DSP2039";

    /// <summary>A mark or a redaction reaches outside its picture.</summary>
    [Finding("A mark or a redaction outside its picture")]
    public const string MarkOutsidePicture = "DSP3001";

    /// <summary>A mark or a redaction that covers nothing: no width, no height, no length, or a number that is none.</summary>
    [Finding("A mark or a redaction that covers nothing")]
    public const string MarkWithoutExtent = "DSP3002";

    /// <summary>A mark's colour that is neither a CSS name nor hexadecimal.</summary>
    [Finding("A colour that is not known")]
    public const string MarkColorUnknown = "DSP3003";

    /// <summary>A mark's stroke that is not wider than nothing or wider than the picture.</summary>
    [Finding("A stroke of no sensible width")]
    public const string MarkStrokeWidth = "DSP3004";

    /// <summary>A character of a text or a label that the font of marks has no glyph for.</summary>
    [Finding("A character that cannot be drawn")]
    public const string MarkGlyphMissing = "DSP3005";

    /// <summary>A picture's file that cannot be opened: it is not there, is a folder, or may not be read.</summary>
    [Finding("A picture cannot be opened")]
    public const string PictureUnreadable = "DSP4001";

    /// <summary>A picture's file of zero bytes; also a pipe or a device.</summary>
    [Finding("A picture of zero bytes")]
    public const string PictureEmpty = "DSP4002";

    /// <summary>A Git LFS pointer where the picture should be.</summary>
    [Finding("A Git LFS pointer in place of a picture")]
    public const string PictureIsPointer = "DSP4003";

    /// <summary>A web page saved under a picture's name.</summary>
    [Finding("A web page under a picture's name")]
    public const string PictureIsHtml = "DSP4004";

    /// <summary>SVG: it may run scripts and read other files, so it is not rendered.</summary>
    [Finding("An SVG")]
    public const string PictureIsSvg = "DSP4005";

    /// <summary>A file whose content is of no format that is read here.</summary>
    [Finding("A format that is not read")]
    public const string PictureFormatUnknown = "DSP4006";

    /// <summary>A picture that is cut short or damaged.</summary>
    [Finding("A picture that is cut short or damaged")]
    public const string PictureDamaged = "DSP4007";

    /// <summary>A picture with more pixels or bytes than the limits allow.</summary>
    [Finding("A picture that is too large")]
    public const string PictureTooLarge = "DSP4008";

    /// <summary>A picture of several frames or pages.</summary>
    [Finding("Several frames or pages, of which the first is taken", Severity.Warning)]
    public const string FirstFrameTaken = "DSP4009";

    /// <summary>A picture whose one side is so much longer that nothing can be seen on it.</summary>
    [Finding("A picture that is too long")]
    public const string PictureTooLong = "DSP4010";

    /// <summary>A picture's name that says another format than its content has.</summary>
    [Finding("A name that says another format")]
    public const string PictureNameDiffers = "DSP4011";

    /// <summary><c>align</c> in dataset.yaml where no model says a size.</summary>
    [Finding("Alignment without a model")]
    public const string AlignmentWithoutModel = "DSP4012";

    /// <summary>An id that two records have.</summary>
    [Finding("An id that two records have")]
    public const string RepeatedId = "DSP5001";

    /// <summary>Two files of the same pixels, whatever their type and metadata, that nothing declares to be one.</summary>
    [Finding("The same picture in two files", Severity.Warning)]
    public const string SamePicture = "DSP5002";

    /// <summary>Two pictures that show nearly the same.</summary>
    [Finding("Two pictures that are nearly the same", Severity.Warning)]
    public const string NearPicture = "DSP5003";

    /// <summary>A picture, or nearly the same one, that is in train and in test.</summary>
    [Finding("A picture on both sides of the split")]
    public const string PictureOnBothSides = "DSP5004";

    /// <summary>A caption that is in train and in test.</summary>
    [Finding("A caption on both sides of the split")]
    public const string CaptionOnBothSides = "DSP5005";

    /// <summary>A record that repeats another one.</summary>
    [Finding("A record that repeats another")]
    public const string RepeatedRecord = "DSP5006";

    /// <summary>An e-mail address in a text or in metadata.</summary>
    [Finding("An e-mail address", Severity.Warning)]
    public const string EmailAddress = "DSP6001";

    /// <summary>A phone number in a text or in metadata.</summary>
    [Finding("A phone number", Severity.Warning)]
    public const string PhoneNumber = "DSP6002";

    /// <summary>A person's number with a valid check digit.</summary>
    [Finding("A person's or an account's number")]
    public const string IdNumber = "DSP6003";

    /// <summary>A card's number with a valid check digit.</summary>
    [Finding("A card's number")]
    public const string CardNumber = "DSP6004";

    /// <summary>A key, token or password.</summary>
    [Finding("A key, token or password")]
    public const string SecretKey = "DSP6005";

    /// <summary>A licence that is no SPDX expression.</summary>
    [Finding("A licence that SPDX does not know")]
    public const string UnknownLicense = "DSP6006";

    /// <summary>A licence in another spelling than SPDX's, or one whose identifier is deprecated.</summary>
    [Finding("A licence that SPDX writes otherwise", Severity.Warning)]
    public const string LicenseSpelling = "DSP6007";

    /// <summary>A licence that forbids derivatives.</summary>
    [Finding("A licence that forbids derivatives", Severity.Warning)]
    public const string NoDerivatives = "DSP6008";

    /// <summary>A place or a person's name in a picture's file.</summary>
    [Finding("A place or a name in a picture's file", Severity.Warning)]
    public const string PictureTellsOfPerson = "DSP6009";

    /// <summary>A redaction that text can be read through.</summary>
    [Finding("A redaction that is weak over text", Severity.Warning)]
    public const string WeakRedaction = "DSP6020";

    /// <summary>A sample needs more tokens than <c>max_length</c>.</summary>
    [Finding("A sample of too many tokens")]
    public const string TooManyTokens = "DSP7001";

    /// <summary>A sample that the model's form of a conversation cannot hold.</summary>
    [Finding("A sample that the model has no form for")]
    public const string SampleNotEncodable = "DSP7002";

    /// <summary>The folder of the model, or a file that it must hold, is not there.</summary>
    [Finding("A model's folder or file is missing")]
    public const string ModelFileMissing = "DSP8001";

    /// <summary>A JSON file of the model cannot be read, or a value in it cannot be used.</summary>
    [Finding("A model's JSON file cannot be used")]
    public const string ModelConfigInvalid = "DSP8002";

    /// <summary>The architecture that config.json names is not one that is known here.</summary>
    [Finding("An architecture that is not known")]
    public const string UnknownArchitecture = "DSP8003";

    /// <summary>A safetensors file is cut short or not one.</summary>
    [Finding("A safetensors file that is cut short or is none")]
    public const string SafetensorsInvalid = "DSP8004";

    /// <summary>Tensors that the model needs and the checkpoint lacks.</summary>
    [Finding("Tensors are missing")]
    public const string TensorMissing = "DSP8005";

    /// <summary>Tensors in the checkpoint that the model has no use for.</summary>
    [Finding("Tensors that the model has no use for")]
    public const string TensorUnexpected = "DSP8006";

    /// <summary>A tensor's shape or type is not what the configuration asks for.</summary>
    [Finding("A tensor of another shape or type")]
    public const string TensorShape = "DSP8007";

    /// <summary>The tokenizer is of a kind that would not give exact ids here.</summary>
    [Finding("A tokenizer that would not give exact ids")]
    public const string TokenizerUnsupported = "DSP8008";

    /// <summary>An adapter that does not fit the model.</summary>
    [Finding("An adapter that does not fit the model")]
    public const string AdapterMismatch = "DSP8009";

    /// <summary>A checkpoint's chat template writes another form than the one built in.</summary>
    [Finding("A chat template of another form", Severity.Warning)]
    public const string ChatTemplateDiffers = "DSP8010";

    /// <summary>A model whose answer is NaN or infinity.</summary>
    [Finding("A model that gives no numbers")]
    public const string ModelGivesNoNumbers = "DSP8011";

    /// <summary>A command that works in a clone of the repository, outside of one.</summary>
    [Finding("No repository here")]
    public const string RepositoryNotFound = "DSP9001";

    /// <summary>There is no dataset where one was looked for.</summary>
    [Finding("No dataset here")]
    public const string DatasetNotFound = "DSP9002";

    /// <summary>The JSONL of a split is not there or holds a line that is no row.</summary>
    [Finding("The dataset's rows cannot be read")]
    public const string RowsUnreadable = "DSP9003";

    /// <summary>A split that is needed holds no record.</summary>
    [Finding("An empty split")]
    public const string SplitEmpty = "DSP9004";

    /// <summary>A setting of train.yaml that the trainer cannot do yet.</summary>
    [Finding("A setting that cannot be done yet")]
    public const string SettingUnsupported = "DSP9005";

    /// <summary>There is no adapter where one was asked for.</summary>
    [Finding("No adapter")]
    public const string AdapterNotFound = "DSP9006";

    /// <summary>The loss or a gradient is no number any more.</summary>
    [Finding("The loss is not a number")]
    public const string LossNotFinite = "DSP9007";

    /// <summary>The native libraries of TorchSharp cannot be loaded.</summary>
    [Finding("TorchSharp cannot be loaded")]
    public const string TorchNotLoaded = "DSP9008";

    /// <summary>libtorch gave up, e.g. for want of memory.</summary>
    [Finding("libtorch stopped")]
    public const string TorchFailed = "DSP9009";

    /// <summary>The own sources of <c>dotnet train</c> or <c>dotnet dataset</c> do not build; told by the launcher.</summary>
    [Finding("A command does not build")]
    public const string CommandNotBuilt = "DSP9010";

    /// <summary>A training within a build did not end well; its own lines say why.</summary>
    [Finding("A training within a build failed")]
    public const string TrainingFailed = "DSP9011";

    /// <summary>A dataset's project file that MSBuild cannot read.</summary>
    [Finding("The project file cannot be read")]
    public const string ProjectUnreadable = "DSP9012";

    /// <summary>An error that nobody thought of: a fault of the program, not of what it was given.</summary>
    [Finding("An error that was not foreseen")]
    public const string Unforeseen = "DSP9013";

    /// <summary>A file that a rule could not check.</summary>
    [Finding("A check that did not end")]
    public const string NotChecked = "DSP9014";

    /// <summary>A picture or a record that a command cannot add or change.</summary>
    [Finding("A picture or a record that a command cannot change")]
    public const string CaptureRefused = "DSP9015";

    /// <summary>A key of train.yaml by the name that ms-swift gave it earlier.</summary>
    [Finding("A setting by its old name", Severity.Warning)]
    public const string OldSettingName = "DSP9016";

    /// <summary>A key of train.yaml that is for ms-swift alone.</summary>
    [Finding("A setting that changes nothing here", Severity.Warning)]
    public const string SettingWithoutEffect = "DSP9017";

    /// <summary>A value of train.yaml that ms-swift would read differently, or refuse.</summary>
    [Finding("A setting that ms-swift reads differently")]
    public const string SettingReadOtherwise = "DSP9018";

    /// <summary>A model whose pictures ms-swift would not find.</summary>
    [Finding("A model that ms-swift cannot train")]
    public const string ModelUnfitForSwift = "DSP9019";

    /// <summary>ms-swift ended with an error, or without an adapter.</summary>
    [Finding("ms-swift failed")]
    public const string SwiftFailed = "DSP9020";

    /// <summary>ms-swift was asked for and is not on this machine.</summary>
    [Finding("ms-swift is not installed")]
    public const string SwiftMissing = "DSP9021";

    /// <summary>A picture that a training reads was taken away by a build of its dataset.</summary>
    [Finding("The dataset has changed under its training")]
    public const string PictureTakenAway = "DSP9022";

    /// <summary>An increment is asked for, and the adapter that is there cannot be gone on from.</summary>
    [Finding("No increment can be made")]
    public const string NoIncrement = "DSP9040";

    /// <summary>--resume is asked for, and no such training was interrupted.</summary>
    [Finding("No training to go on with")]
    public const string NothingToResume = "DSP9041";

    /// <summary>--verify is asked for, and there is no adapter that could be made again.</summary>
    [Finding("No adapter to verify")]
    public const string NothingToVerify = "DSP9042";

    /// <summary>The same training gave other bytes.</summary>
    [Finding("An adapter that cannot be made again")]
    public const string VerifyDiffers = "DSP9043";

    /// <summary>The largest batch does not fit into memory.</summary>
    [Finding("Too little memory for the training")]
    public const string TooLittleMemory = "DSP9044";

    /// <summary>--output names a folder that holds something else than an adapter.</summary>
    [Finding("An output folder that is in use")]
    public const string OutputRefused = "DSP9045";

    /// <summary>All of them, in order, each with its title and default severity.</summary>
    public static IReadOnlyDictionary<string, FindingAttribute> All { get; } = new SortedDictionary<string, FindingAttribute>(
        typeof(Codes)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .ToDictionary(field => (string)field.GetRawConstantValue()!, field => field.GetCustomAttribute<FindingAttribute>()!),
        StringComparer.Ordinal);

    /// <summary>What a finding of the code is about is a key or a person's data, and is shown nowhere.</summary>
    public static bool IsPersonal(string code) => code is EmailAddress or PhoneNumber or IdNumber or CardNumber or SecretKey;

    /// <summary>Files, shapes, pictures and models: where one of these stands, there is nothing to write a row from.</summary>
    public static bool MustBeErrors(string code) =>
        (code.StartsWith("DSP0", StringComparison.Ordinal) && code != ReadOtherwise)
        || (code.StartsWith("DSP1", StringComparison.Ordinal) && code is not (UnusedAllow or UnsafeId or FutureDate or RequiredMetadata))
        || code.StartsWith("DSP3", StringComparison.Ordinal)
        || (code.StartsWith("DSP4", StringComparison.Ordinal) && code is not (FirstFrameTaken or PictureNameDiffers))
        || (code.StartsWith("DSP8", StringComparison.Ordinal) && code != ChatTemplateDiffers)
        || (code.StartsWith("DSP9", StringComparison.Ordinal) && code is not (OldSettingName or SettingWithoutEffect))
        || code is EmptyCaption or SpecialToken or RepeatedId or SampleNotEncodable;
}
