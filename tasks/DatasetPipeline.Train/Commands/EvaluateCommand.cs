using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Train.Evaluation;
using DatasetPipeline.Train.Processes;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Commands;

/// <summary><c>dotnet train evaluate</c>: how good the answers are, before and after.</summary>
internal static class EvaluateCommand
{
    private static readonly string[] Splits = ["train", "test"];
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var dataset = CommonOptions.Dataset();
        var split = new Option<string?>("--split") { Description = "train or test alone." };
        split.AcceptOnlyFromAmong(Splits);
        var answers = new Option<bool>("--answers") { Description = "Show every caption with both answers." };
        var summary = new Option<bool>("--summary") { Description = "The table's figures alone, also with --json." };
        var (adapter, reproducible, json) = (Shared.Adapter(), Shared.Reproducible(), CommonOptions.Json());
        var command = new Command("evaluate", """
            Asks for every record, without the adapter and with it, and tells by split and language how near the answers are to the captions.

            Examples:
              dotnet train evaluate datasets/checkout
              dotnet train evaluate --split test --answers
              dotnet train evaluate --summary --json
            """);
        command.Add(dataset);
        foreach (var option in (Option[])[split, answers, summary, adapter, reproducible, json])
            command.Add(option);
        command.SetAction(parsed => TrainWork.Run(cancellation =>
        {
            var project = DatasetProject.Find(parsed.GetValue(dataset), TrainWork.Program);
            var settings = TrainSettings.Read(project.TrainFile);
            var folder = Answering.RequireAdapter(project, parsed.GetValue(adapter));
            var rows = Splits.Where(name => (parsed.GetValue(split) ?? name) == name)
                .SelectMany(name => SwiftRows.Read(project.RowsFile(name)).Select(row => (name, row))).ToList();
            if (rows.Count == 0)
                throw Nothing(project, parsed.GetValue(split));
            NativeSettings.Ensure(settings, parsed.GetValue(reproducible));
            var found = Ask(new(Learners.Load(settings, folder), settings.PerDeviceTrainBatchSize), rows, cancellation);
            if (!parsed.GetValue(json))
                WriteText(found, parsed.GetValue(answers), parsed.GetValue(summary));
            else if (parsed.GetValue(summary))
                Console.WriteLine(new JsonArray([.. ModelScores.Of(found).Select(scores => scores.ToJson())]).ToJsonString(Readable));
            else
                WriteJson(found);
            return Work.Done;
        }));
        return command;
    }

    private static DiagnosticException Nothing(DatasetProject project, string? split) => new(
        Codes.SplitEmpty,
        split is null
            ? "no record is in the train split or the test split, so there is nothing to ask for; add records, and build the dataset"
            : $"no record is in the {split} split, so there is nothing to ask for; add records, or give {split} a larger share under splits in dataset.yaml, and build the dataset",
        project.RowsFile(split ?? "train"));

    private static List<RecordAnswer> Ask(Judge judge, List<(string Split, SwiftRow Row)> rows, CancellationToken cancellation)
    {
        var found = new List<RecordAnswer>();
        foreach (var answer in rows.GroupBy(row => row.Split, row => row.Row).SelectMany(split => judge.Ask(split.Key, [.. split], cancellation)))
        {
            found.Add(answer);
            if (!Console.IsErrorRedirected)
                Console.Error.Write($"\r{found.Count}/{rows.Count} records ");
        }

        if (!Console.IsErrorRedirected)
            Console.Error.Write("\r                    \r");
        return found;
    }

    private static void WriteText(List<RecordAnswer> found, bool answers, bool summary)
    {
        foreach (var answer in answers && !summary ? found : [])
        {
            Console.WriteLine($"{answer.Split} {answer.Id}\n  caption  {answer.Caption}\n  base     {answer.Base.Said.Text}\n  adapter  {answer.Adapter.Said.Text}\n");
        }

        if (!summary)
        {
            Console.WriteLine("answers equal to the caption");
            Console.WriteLine("split      base            adapter");
            foreach (var split in found.GroupBy(answer => answer.Split))
                Console.WriteLine($"{split.Key,-6}{Share(split, a => a.Base),-16}{Share(split, a => a.Adapter)}");
            Console.WriteLine();
        }

        ScoreTable.Write(Console.Out, ModelScores.Of(found));
    }

    private static string Share(IEnumerable<RecordAnswer> answers, Func<RecordAnswer, JudgedAnswer> judged)
    {
        var all = answers.ToList();
        var equal = all.Count(answer => judged(answer).Said.Text == answer.Caption);
        return string.Create(CultureInfo.InvariantCulture, $"{equal,3}/{all.Count} {100.0 * equal / all.Count,5:0.0}%");
    }

    private static void WriteJson(List<RecordAnswer> found)
    {
        var all = new JsonArray();
        foreach (var answer in found)
        {
            all.Add((JsonNode)new JsonObject
            {
                ["id"] = answer.Id,
                ["split"] = answer.Split,
                ["language"] = answer.Language,
                ["caption"] = answer.Caption,
                ["base"] = Json(answer, answer.Base),
                ["adapter"] = Json(answer, answer.Adapter),
            });
        }

        Console.WriteLine(all.ToJsonString(Readable));

        static JsonObject Json(RecordAnswer answer, JudgedAnswer judged)
        {
            var pair = new AnswerPair(answer.Caption, judged.Said.Text);
            return new()
            {
                ["answer"] = judged.Said.Text,
                ["tokens"] = judged.Said.Tokens,
                ["smallest_margin"] = judged.Said.SmallestMargin,
                ["loss"] = ModelScores.Number(judged.Score.Loss),
                ["token_acc"] = ModelScores.Number((double)judged.Score.Right / judged.Score.Labels),
                ["chrf"] = ChrF.Of([pair]),
                ["bleu"] = Bleu.OfSentence(pair, answer.Language),
            };
        }
    }
}
