using DatasetPipeline.Diagnostics;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Commands;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Training;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Engines.MsSwift;

/// <summary>What is said of the test split with an adapter of ms-swift's, and without it, by our own models; where they cannot, the adapter is none the worse.</summary>
/// <param name="settings">train.yaml</param>
/// <param name="rows">The test split.</param>
internal sealed class SwiftAnswers(TrainSettings settings, IReadOnlyList<SwiftRow> rows)
{
    // Settings of ms-swift's alone that shape what the model is shown: ours is shown each sample without them.
    private static readonly string[] Shaping = ["max_pixels", "system", "template", "use_chat_template"];

    /// <summary>Why not every record was asked for; null where each was, or there is none.</summary>
    public string? Unasked { get; private set; }

    /// <summary>Asks for every record; none has an answer where one has none.</summary>
    /// <param name="folder">The adapter's.</param>
    /// <param name="view">Where is said what is done.</param>
    /// <param name="cancellation">Ends the asking; the training is done and stays.</param>
    public IReadOnlyList<RecordAnswer> Ask(string folder, ITrainingView view, CancellationToken cancellation)
    {
        if (rows.Count == 0)
            return [];
        try
        {
            Unasked = MemoryCheck.KeepsFromAsking(settings, TokensOf(settings, rows).Max() + Answering.MaxNewTokens);
            if (Unasked is null)
            {
                view.Say($"asking for the {Text.Counted.Of(rows.Count, "record")} of the test split, without the adapter and with it{Without()}");
                return [.. new Judge(Learners.Load(settings, folder), together: 1).Ask("test", rows, cancellation)];
            }
        }
        catch (OperationCanceledException)
        {
            Unasked = "the asking was cancelled";
        }
        catch (DiagnosticException e)
        {
            Unasked = e.Diagnostics[0].Message;
        }
        catch (Exception e) when (TrainWork.Explain(e) is not null)
        {
            Unasked = TrainWork.Explain(e)!.Value.Message;
        }

        view.Say($"the test split was not asked for: {Unasked}");
        return [];
    }

    private string Without()
    {
        var given = Shaping.Where(key => settings.File.Root[key] is not null).ToArray();
        return given.Length == 0 ? "" : $", and without {string.Join(" and ", given)}, which ms-swift alone knows: answers and scores can differ from what it would say";
    }

    /// <summary>The tokens of each row.</summary>
    /// <exception cref="DiagnosticException">A picture that cannot be read (DSP4001), or a row that the model cannot hold (DSP7002).</exception>
    public static IReadOnlyList<int> TokensOf(TrainSettings settings, IReadOnlyList<SwiftRow> rows)
    {
        var processor = ModelProcessor.Open(settings.ModelFolder);
        return [.. rows.Select(row => PictureReader.Encode(row, () => processor.Encode(row.Messages, [.. row.Images.Select(PictureReader.SizeOf)])).InputIds.Length)];
    }
}
