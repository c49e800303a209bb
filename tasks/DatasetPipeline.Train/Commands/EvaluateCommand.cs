using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Processes;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Commands;

/// <summary><c>dotnet train evaluate</c>: how many answers are the caption, before and after.</summary>
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
        var (adapter, reproducible, json) = (Shared.Adapter(), Shared.Reproducible(), CommonOptions.Json());
        var command = new Command("evaluate", """
            Asks for every record and counts the answers that are its caption, without the adapter and with it.

            Examples:
              dotnet train evaluate datasets/checkout
              dotnet train evaluate --split test --answers
            """);
        command.Add(dataset);
        foreach (var option in (Option[])[split, answers, adapter, reproducible, json])
            command.Add(option);
        command.SetAction(parsed => TrainWork.Run(cancellation =>
        {
            var project = DatasetProject.Find(parsed.GetValue(dataset), TrainWork.Program);
            var settings = TrainSettings.Read(project.TrainFile);
            var folder = Answering.RequireAdapter(project, parsed.GetValue(adapter));
            var rows = Splits.Where(name => (parsed.GetValue(split) ?? name) == name)
                .SelectMany(name => SwiftRows.Read(project.RowsFile(name)).Select(row => (name, row))).ToList();
            NativeSettings.Ensure(settings, parsed.GetValue(reproducible));
            var found = Ask(settings, folder, rows, cancellation);
            if (parsed.GetValue(json))
                WriteJson(found);
            else
                WriteText(found, parsed.GetValue(answers));
            return Work.Done;
        }));
        return command;
    }

    private static List<RecordAnswer> Ask(TrainSettings settings, string adapter, IReadOnlyList<(string Split, SwiftRow Row)> rows, CancellationToken cancellation)
    {
        var (before, after) = (new Answering(settings, null), new Answering(settings, adapter));
        var found = new List<RecordAnswer>();
        foreach (var (split, row) in rows)
        {
            IReadOnlyList<Message> asked = row.Messages is [.., { Role: "assistant" }] ? [.. row.Messages.SkipLast(1)] : row.Messages;
            List<RgbImage> pictures = [.. row.Images.Select(RgbImage.Load)];
            found.Add(new(
                row.Id,
                split,
                row.Messages[^1].Content,
                before.Ask(asked, pictures, Answering.MaxNewTokens, cancellation),
                after.Ask(asked, pictures, Answering.MaxNewTokens, cancellation)));
            if (!Console.IsErrorRedirected)
                Console.Error.Write($"\r{found.Count}/{rows.Count} records ");
        }

        if (!Console.IsErrorRedirected)
            Console.Error.Write("\r                    \r");
        return found;
    }

    private static void WriteText(List<RecordAnswer> found, bool answers)
    {
        foreach (var answer in answers ? found : [])
        {
            Console.WriteLine($"{answer.Split} {answer.Id}\n  caption  {answer.Caption}\n  base     {answer.Base.Text}\n  adapter  {answer.Adapter.Text}\n");
        }

        Console.WriteLine("answers equal to the caption");
        Console.WriteLine("split      base            adapter");
        foreach (var split in found.GroupBy(answer => answer.Split))
        {
            Console.WriteLine($"{split.Key,-6}{Share(split, a => a.Base),-16}{Share(split, a => a.Adapter)}");
        }
    }

    private static string Share(IEnumerable<RecordAnswer> answers, Func<RecordAnswer, SpokenAnswer> said)
    {
        var all = answers.ToList();
        var equal = all.Count(answer => said(answer).Text == answer.Caption);
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
                ["caption"] = answer.Caption,
                ["base"] = Json(answer.Base),
                ["adapter"] = Json(answer.Adapter),
            });
        }

        Console.WriteLine(all.ToJsonString(Readable));

        static JsonObject Json(SpokenAnswer said) => new() { ["answer"] = said.Text, ["tokens"] = said.Tokens, ["smallest_margin"] = said.SmallestMargin };
    }
}
