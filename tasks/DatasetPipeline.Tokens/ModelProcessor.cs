using System.Text;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Tokens;

/// <summary>
/// What a conversation with pictures becomes for one model: token ids, labels, pixel values. Reads the small files of
/// a Hugging Face folder and no weights. Safe to use from many threads.
/// </summary>
public sealed class ModelProcessor
{
    private const string ImageTag = "<image>";
    private const string TurnStart = "<|im_start|>";
    private const string TurnEnd = "<|im_end|>\n";

    private readonly ModelFamily _family;

    private ModelProcessor(string folder, string modelType, ModelFolder files, ModelFamily family)
    {
        (Folder, ModelType, Tokenizer, _family) = (folder, modelType, files.Tokenizer, family);
        ImageTokenId = files.Require(family.ImageToken);
        files.Require("<|im_start|>");
        files.Require("<|im_end|>");
        if (files.Config.Whole("image_token_id") is { } id && id != ImageTokenId)
            throw files.Config.Wrong($"'image_token_id' is {id}, and {family.ImageToken} of tokenizer.json has the id {ImageTokenId}; the two files belong to different models");
        StopTokenIds = StopTokensOf(folder, files.Config);
    }

    /// <summary>The model's folder, absolute.</summary>
    public string Folder { get; }

    /// <summary><c>model_type</c> of config.json.</summary>
    public string ModelType { get; }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The token that stands once for each embedding of a picture.</summary>
    public int ImageTokenId { get; }

    /// <summary>Ids that end an answer: <c>eos_token_id</c> of generation_config.json, else of config.json.</summary>
    public IReadOnlyList<int> StopTokenIds { get; }

    /// <summary>What is no error, but may make another model than was meant: a chat template of another form (DSP8010).</summary>
    public IReadOnlyList<Diagnostic> Warnings => ChatTemplate.Check(Folder, _family.ImageText, _family.DefaultSystem) is { } warning ? [warning] : [];

    /// <summary>Reads a model's folder.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <param name="maxPixels">Replaces <c>size.longest_edge</c>, the largest area that a picture keeps.</param>
    /// <exception cref="DiagnosticException">DSP8001: a file is missing; DSP8002: a value cannot be used; DSP8003: the architecture is not known; DSP8008: the tokenizer is of another kind.</exception>
    public static ModelProcessor Open(string folder, int? maxPixels = null)
    {
        folder = Path.GetFullPath(folder);
        if (!Directory.Exists(folder))
            throw new DiagnosticException(Codes.ModelFileMissing, "the model's folder is not there; check 'model' in train.yaml", folder);
        var config = ModelJson.Read(folder, "config.json");
        var modelType = config.Text("model_type") ?? throw config.Wrong("'model_type' is missing, which names the architecture");
        if (!ModelFamily.Known.TryGetValue(modelType, out var familyOf))
            throw new DiagnosticException(Codes.UnknownArchitecture, $"'model_type' is {Shown.Value(modelType)}, which is not known here; known are {string.Join(", ", ModelFamily.Known.Keys)}", config.Path);
        var processor = ModelJson.TryRead(folder, "processor_config.json");
        var preprocessor = ModelJson.TryRead(folder, "preprocessor_config.json") ?? processor?.Inside("image_processor") ?? ModelJson.Read(folder, "preprocessor_config.json");
        var files = new ModelFolder(config, preprocessor, processor, Tokenizer.Load(Path.Combine(folder, "tokenizer.json")), maxPixels);
        return new ModelProcessor(folder, modelType, files, familyOf(files));
    }

    /// <summary>The tokens that <see cref="Encode"/> makes.</summary>
    /// <exception cref="ArgumentException">As <see cref="Encode"/>.</exception>
    public int CountTokens(IReadOnlyList<Message> messages, IReadOnlyList<ImageSize> imageSizes) => Encode(messages, imageSizes).InputIds.Length;

    /// <summary>A whole conversation, as ms-swift trains on it: every answer is learned, and the <c>&lt;|im_end|&gt;\n</c> that ends it.</summary>
    /// <param name="messages">The turns.</param>
    /// <param name="imageSizes">The size of each picture, in the order of the <c>&lt;image&gt;</c> tags.</param>
    /// <exception cref="ArgumentException">Tags and pictures differ in number, a role is not known, or a text holds a special token of the model.</exception>
    public EncodedSample Encode(IReadOnlyList<Message> messages, IReadOnlyList<ImageSize> imageSizes)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(imageSizes);
        var grids = GridsOf(messages, imageSizes);
        var (ids, labels) = (new List<int>(), new List<int>());
        var prompt = new StringBuilder();
        var picture = 0;
        if (_family.DefaultSystem is { } system && (messages.Count == 0 || messages[0].Role != "system"))
            prompt.Append(TurnStart).Append("system\n").Append(system).Append(TurnEnd);
        foreach (var message in messages)
        {
            prompt.Append(TurnStart).Append(message.Role).Append('\n');
            if (message.Role != "assistant")
            {
                prompt.Append(message.Content.Replace(ImageTag, _family.ImageText)).Append(TurnEnd);
                continue;
            }

            // Each piece is tokenised by itself, so that no token spans what is learned and what is not.
            AddPrompt();
            AddLearned(message.Content);
            AddLearned(TurnEnd);
        }

        AddPrompt();
        return new EncodedSample([.. ids], [.. labels], grids);

        void AddPrompt()
        {
            foreach (var id in Tokenizer.Encode(prompt.ToString()))
            {
                // A tag's token is written once and stands for as many as the picture has.
                var times = 1;
                if (id == ImageTokenId)
                    times = picture < grids.Length ? _family.TokensOf(grids[picture]) : 0;
                if (id == ImageTokenId)
                    picture++;
                for (var i = 0; i < times; i++)
                {
                    ids.Add(id);
                    labels.Add(EncodedSample.NotLearned);
                }
            }

            prompt.Clear();
        }

        void AddLearned(string text)
        {
            var learned = Tokenizer.Encode(text);
            ids.AddRange(learned);
            labels.AddRange(learned);
        }
    }

    /// <summary>
    /// The conversation up to the assistant's opening, ready for an answer; nothing is learned. An answer at the end of
    /// <paramref name="messages"/> is the one that is asked for and is left out.
    /// </summary>
    /// <exception cref="ArgumentException">As <see cref="Encode"/>.</exception>
    public EncodedSample EncodePrompt(IReadOnlyList<Message> messages, IReadOnlyList<ImageSize> imageSizes)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var asked = messages is [.., { Role: "assistant" }] ? messages.Take(messages.Count - 1).ToList() : messages;
        var sample = Encode(asked, imageSizes);
        int[] ids = [.. sample.InputIds, .. Tokenizer.Encode(TurnStart + "assistant\n")];
        var labels = new int[ids.Length];
        Array.Fill(labels, EncodedSample.NotLearned);
        return sample with { InputIds = ids, Labels = labels };
    }

    /// <summary>How a picture of this size is cut for the tower.</summary>
    /// <exception cref="ArgumentException">The model refuses its shape.</exception>
    public ImageGrid GridOf(ImageSize size) => _family.GridOf(size);

    /// <summary>The tokens that a picture cut so takes, those around it not counted.</summary>
    public int TokensOf(ImageGrid grid) => _family.TokensOf(grid);

    /// <summary>A picture as the tower reads it.</summary>
    /// <exception cref="ArgumentException">The model refuses its shape.</exception>
    public PixelValues Process(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return _family.Process(image);
    }

    private ImageGrid[] GridsOf(IReadOnlyList<Message> messages, IReadOnlyList<ImageSize> imageSizes)
    {
        var tags = 0;
        foreach (var message in messages)
        {
            if (message.Role is not ("system" or "user" or "assistant"))
                throw new ArgumentException($"role \"{message.Role}\" is not known; roles are system, user and assistant");
            // The picture's own tag is no word of the text.
            var text = message.Content.Replace(ImageTag, " ", StringComparison.Ordinal);
            var here = (message.Content.Length - text.Length) / (ImageTag.Length - 1);
            if (here > 0 && message.Role == "assistant")
                throw new ArgumentException($"an assistant's turn holds {ImageTag}; pictures belong to the user's turns");
            tags += here;
            if (Tokenizer.AddedTokenIn(text) is { } token)
                throw new ArgumentException($"a text holds {token}, a token of the model's own; {(token == _family.ImageToken ? $"write {ImageTag} where a picture goes" : "take it out or write it otherwise")}");
        }

        if (tags != imageSizes.Count)
            throw new ArgumentException($"the messages hold {tags} {ImageTag} tags and there are {imageSizes.Count} pictures; write one tag for each picture");
        return [.. imageSizes.Select(GridOf)];
    }

    private static IReadOnlyList<int> StopTokensOf(string folder, ModelJson config)
    {
        int[] stop = ModelJson.TryRead(folder, "generation_config.json")?.OneOrMany("eos_token_id") ?? [];
        foreach (var key in (string[])["eos_token_id", "text_config.eos_token_id", "llm_config.eos_token_id"])
        {
            if (stop.Length == 0)
                stop = config.OneOrMany(key);
        }

        return stop;
    }
}
