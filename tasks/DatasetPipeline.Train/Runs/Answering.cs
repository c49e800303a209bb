using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Generation;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Tokens;
using DatasetPipeline.Training;
using TorchSharp;

namespace DatasetPipeline.Train.Runs;

/// <summary>A model that is asked; greedily where nothing else is said, so the same question has the same answer.</summary>
internal sealed class Answering
{
    /// <summary>The longest answer where none is given.</summary>
    public const int MaxNewTokens = 256;

    private readonly VisionLanguageModel _model;

    /// <summary>A model as it is, at any moment of a training.</summary>
    public Answering(VisionLanguageModel model) => _model = model;

    /// <param name="settings">Names the base model and its type.</param>
    /// <param name="adapter">The folder of an adapter or of a whole model, or null for the base model.</param>
    public Answering(TrainSettings settings, string? adapter) => _model = adapter is null ? BaseModel.Open(settings) : Learners.Load(settings, adapter).Model;

    /// <summary>The folder of the dataset's adapter or trained model, or of another.</summary>
    /// <exception cref="DiagnosticException">There is none (DSP9006).</exception>
    public static string RequireAdapter(DatasetProject project, string? named)
    {
        var folder = Path.GetFullPath(named ?? project.AdapterFolder);
        if (named is null)
            new AdapterFolder(folder).Recover();
        return Directory.Exists(folder) && Learners.IsIn(folder)
            ? folder
            : throw new DiagnosticException(Codes.AdapterNotFound, named is null
                ? "the dataset has no adapter yet; run dotnet train, or ask the base model with --base"
                : $"the folder holds no {Adapter.ConfigFile}, and no model; name a folder that dotnet train or PEFT wrote", folder);
    }

    /// <summary>Asks greedily about pictures that the tower has seen, all at once; the answers in the questions' order.</summary>
    public IReadOnlyList<SpokenAnswer> Ask(IEnumerable<Question> questions, int maxNewTokens, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        var settings = new GenerationSettings { MaxNewTokens = maxNewTokens };
        return [.. Generator.Answers(_model, [.. questions.Select(question => new GenerationRequest(Encode(question.Messages, question.Sizes), question.Seen, settings))], cancellation).Select(Spoken)];
    }

    /// <summary>Asks the same of each picture, all at once.</summary>
    public IReadOnlyList<SpokenAnswer> Ask(IReadOnlyList<Message> messages, IReadOnlyList<RgbImage> pictures, GenerationSettings settings, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        return [.. Generator.Answers(_model, [.. pictures.Select(picture => Request(messages, [picture], settings))], cancellation).Select(Spoken)];
    }

    /// <summary>Asks of one picture; the answer's text as it becomes whole.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; what had become whole has been given out.</exception>
    public IEnumerable<string> Stream(IReadOnlyList<Message> messages, RgbImage picture, GenerationSettings settings, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        foreach (var step in Generator.Stream(_model, [Request(messages, [picture], settings)], cancellation))
            yield return step.Text;
    }

    private static SpokenAnswer Spoken(Answer answer) => new(answer.Text, answer.Ids.Count, answer.SmallestMargin);

    private GenerationRequest Request(IReadOnlyList<Message> messages, IReadOnlyList<RgbImage> pictures, GenerationSettings settings)
    {
        using var frozen = torch.no_grad();
        var prompt = Encode(messages, [.. pictures.Select(picture => picture.Size)]);
        return new(prompt, [.. pictures.Select(picture => _model.See(_model.Processor.Process(picture)))], settings);
    }

    private EncodedSample Encode(IReadOnlyList<Message> messages, IReadOnlyList<ImageSize> sizes)
    {
        try
        {
            return _model.Processor.EncodePrompt(messages, sizes);
        }
        catch (ArgumentException e)
        {
            throw new DiagnosticException(Codes.SampleNotEncodable, Text.Shown.Line(e.Message), _model.Processor.Folder);
        }
    }
}
