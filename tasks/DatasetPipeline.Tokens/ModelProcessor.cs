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
    private const string ImageTag = ChatForm.ImageTag;

    private readonly ModelFamily _family;
    private readonly ChatForm _form;
    private readonly Lazy<IReadOnlyList<Diagnostic>> _warnings;

    private ModelProcessor(string folder, string modelType, ModelFolder files, ModelFamily family)
    {
        (Folder, ModelType, Tokenizer, _family) = (folder, modelType, files.Tokenizer.Value, family);
        _form = new ChatForm(family.ImageText, family.DefaultSystem);
        _warnings = new(() => ChatTemplate.Check(folder, family.ImageToken, _form) is { } warning ? [warning] : []);
        ImageTokenId = files.Require(family.ImageToken);
        foreach (var token in _form.Tokens)
            files.Require(token);
        if (files.Config.Whole("image_token_id") is { } id && id != ImageTokenId)
            throw files.Config.Wrong($"'image_token_id' is {id}, and {family.ImageToken} of tokenizer.json has the id {ImageTokenId}; the two files belong to different models");
        StopTokenIds = StopTokensOf(folder, files.Config, files.Tokenizer.Value.VocabularySize);
        LongestText = LongestTextOf(files.Config);
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

    /// <summary>The most tokens of a text, prompt and answer together; none where the model sets no limit that matters.</summary>
    public int LongestText { get; }

    /// <summary>What is no error, but may make another model than was meant: a chat template of another form (DSP8010).</summary>
    public IReadOnlyList<Diagnostic> Warnings => _warnings.Value;

    /// <summary>Reads a model's folder.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <param name="maxPixels">Replaces <c>size.longest_edge</c>, the largest area that a picture keeps.</param>
    /// <exception cref="DiagnosticException">DSP8001: a file is missing; DSP8002: a value cannot be used; DSP8003: the architecture is not known; DSP8008: the tokenizer is of another kind.</exception>
    public static ModelProcessor Open(string folder, int? maxPixels = null)
    {
        var files = ModelFolder.Read(folder, maxPixels);
        var family = ModelFamily.Of(files);
        return new ModelProcessor(Path.GetFullPath(folder), files.Config.Text("model_type")!, files, family);
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
        foreach (var (text, learned) in _form.Pieces(messages))
        {
            if (!learned)
            {
                prompt.Append(text);
                continue;
            }

            AddPrompt();
            AddLearned(text);
        }

        AddPrompt();
        RequireLength(ids.Count);
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
        int[] ids = [.. sample.InputIds, .. Tokenizer.Encode(ChatForm.AnswerStart)];
        RequireLength(ids.Length);
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

    private void RequireLength(int tokens)
    {
        if (tokens > LongestText)
            throw new ArgumentException($"the text has {tokens} tokens with those of its pictures, and the model's rope_type dynamic is read up to its max_position_embeddings, {LongestText}; shorten the text or lower the dataset's resolution");
    }

    // "dynamic" changes the angles of longer texts alone, while they grow: those are refused.
    private static int LongestTextOf(ModelJson config)
    {
        foreach (var part in (string[])["text_config.", "llm_config.", ""])
        {
            foreach (var key in (string[])["rope_parameters.rope_type", "rope_parameters.type", "rope_scaling.rope_type", "rope_scaling.type"])
            {
                if (config.Find(part + key) is { ValueKind: System.Text.Json.JsonValueKind.String } type && ModelJson.TextOf(type) == "dynamic")
                    return config.Whole(part + "max_position_embeddings", 1) ?? throw config.Wrong($"'{part}max_position_embeddings' is missing, up to which rope_type dynamic is read");
            }
        }

        return int.MaxValue;
    }

    private static IReadOnlyList<int> StopTokensOf(string folder, ModelJson config, int vocabulary)
    {
        (ModelJson? File, string Key)[] places = [(ModelJson.TryRead(folder, "generation_config.json"), "eos_token_id"), .. from key in (string[])["eos_token_id", "text_config.eos_token_id", "llm_config.eos_token_id"] select (config, key)];
        foreach (var (file, key) in places)
        {
            if (file?.OneOrMany(key) is not { Length: > 0 } stop)
                continue;
            return Array.TrueForAll(stop, id => id >= 0 && id < vocabulary) ? stop
                : throw file.Wrong($"'{key}' holds {stop.First(id => id < 0 || id >= vocabulary)}, and the ids of tokenizer.json go from 0 to {vocabulary - 1}");
        }

        throw config.Wrong("'eos_token_id' is neither here nor in generation_config.json, so no answer would end; take the files that were published with the model");
    }
}
