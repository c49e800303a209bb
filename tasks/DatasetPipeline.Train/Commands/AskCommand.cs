using System.CommandLine;
using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Processes;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Commands;

/// <summary><c>dotnet train ask</c>: what the model says of a picture.</summary>
internal static class AskCommand
{
    public static Command Create()
    {
        var image = new Argument<string>("IMAGE") { Description = "A picture; it is made upright and fitted as the dataset's are." };
        var prompt = new Option<string?>("--prompt", "-p") { Description = "The question; else the dataset's prompt in its first language." };
        var dataset = new Option<string?>("--dataset", "-d") { Description = "The dataset's folder; else the one that the current folder lies in.", HelpName = "FOLDER" };
        var withoutAdapter = new Option<bool>("--base") { Description = "Ask the base model, without the adapter." };
        var longest = new Option<int>("--max-new-tokens") { Description = "The longest answer.", DefaultValueFactory = _ => Answering.MaxNewTokens, HelpName = "N" };
        longest.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--max-new-tokens must be 1 or more.");
        });
        var (adapter, reproducible, json) = (Shared.Adapter(), Shared.Reproducible(), CommonOptions.Json());
        var command = new Command("ask", """
            Says what the model says of a picture of one's own.

            Examples:
              dotnet train ask screenshot.png
              dotnet train ask screenshot.png --prompt "What is marked?" --base
            """);
        command.Add(image);
        foreach (var option in (Option[])[prompt, dataset, withoutAdapter, adapter, longest, reproducible, json])
            command.Add(option);
        command.SetAction(parsed => TrainWork.Run(cancellation =>
        {
            var project = DatasetProject.Find(parsed.GetValue(dataset), TrainWork.Program);
            var path = Path.GetFullPath(parsed.GetValue(image)!);
            if (!File.Exists(path))
                throw new DiagnosticException(Codes.PictureUnreadable, Directory.Exists(path) ? "this is a folder; name a picture" : "there is no such file; name a picture, relative to the current folder", path);
            var (question, picture) = Prepare(project, path, parsed.GetValue(prompt));
            var settings = TrainSettings.Read(project.TrainFile);
            var folder = parsed.GetValue(withoutAdapter) ? null : Answering.RequireAdapter(project, parsed.GetValue(adapter));
            NativeSettings.Ensure(settings, parsed.GetValue(reproducible));
            var said = new Answering(settings, folder).Ask([new("user", "<image>" + question)], [picture], parsed.GetValue(longest), cancellation);
            Console.WriteLine(parsed.GetValue(json)
                ? new JsonObject { ["prompt"] = question, ["answer"] = said.Text, ["tokens"] = said.Tokens, ["smallest_margin"] = said.SmallestMargin }.ToJsonString()
                : said.Text);
            return Work.Done;
        }));
        return command;
    }

    private static (string Question, RgbImage Picture) Prepare(DatasetProject project, string path, string? prompt)
    {
        var dataset = DatasetSettings.Read(project.DatasetFile);
        if (dataset.Diagnostics.Count > 0)
            throw new DiagnosticException(dataset.Diagnostics);
        try
        {
            using var image = Pictures.Normalise(PictureJob.Of(path, null, dataset, dataset.IsAligned ? PictureAlignment.To(TrainSettings.Read(project.TrainFile).ModelFolder) : null));
            return (
                prompt ?? dataset.Prompts[dataset.Languages.FirstOrDefault("en")],
                RgbImage.FromBytes(image.Width, image.Height, image.WriteToMemory<byte>()));
        }
        catch (PictureException e)
        {
            throw TrainWork.At(path, e);
        }
    }
}
