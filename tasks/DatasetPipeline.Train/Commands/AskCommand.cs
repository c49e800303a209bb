using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Models.Generation;
using DatasetPipeline.Records;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Processes;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Training;

namespace DatasetPipeline.Train.Commands;

/// <summary><c>dotnet train ask</c>: what the model says of pictures.</summary>
internal static class AskCommand
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var images = new Argument<string[]>("IMAGE") { Description = "Pictures, each asked for itself; they are made upright and fitted as the dataset's are.", Arity = ArgumentArity.OneOrMore };
        var prompt = new Option<string?>("--prompt", "-p") { Description = "The question; else the dataset's prompt in its first language." };
        prompt.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string?>()))
                result.AddError("--prompt is empty; ask something, or leave it out for the dataset's own prompt.");
        });
        var dataset = new Option<string?>("--dataset", "-d") { Description = "The dataset's folder; else the one that the current folder lies in.", HelpName = "FOLDER" };
        var withoutAdapter = new Option<bool>("--base") { Description = "Ask the base model, without the adapter." };
        var sampling = new SamplingOptions();
        var (adapter, reproducible, json) = (Shared.Adapter(), Shared.Reproducible(), CommonOptions.Json());
        var command = new Command("ask", """
            Says what the model says of pictures of one's own: the likeliest answer, or one that is drawn where an option asks for it.
            Ctrl+C ends an answer with what has been said so far.

            Examples:
              dotnet train ask screenshot.png
              dotnet train ask screenshot.png --prompt "What is marked?" --base
              dotnet train ask before.png after.png --json
              dotnet train ask screenshot.png --temperature 0.7 --top-p 0.9 --seed 3 --max-new-tokens 64
            """);
        command.Add(images);
        CommandLine.RefuseOptions(images);
        foreach (var option in (Option[])[prompt, dataset, withoutAdapter, adapter, .. sampling.All, reproducible, json])
            command.Add(option);
        command.SetAction(parsed => TrainWork.Run(cancellation =>
        {
            var project = DatasetProject.Find(parsed.GetValue(dataset), TrainWork.Program);
            var settings = DatasetSettings.Read(project.DatasetFile);
            if (settings.Diagnostics.Count > 0)
                throw new DiagnosticException(settings.Diagnostics);
            var question = parsed.GetValue(prompt) ?? settings.Prompts[settings.Languages.FirstOrDefault("en")];
            var paths = parsed.GetValue(images)!;
            var training = TrainSettings.Read(project.TrainFile);
            var alignment = settings.IsAligned ? PictureAlignment.To(training.ModelFolder) : null;
            List<RgbImage> pictures = [.. paths.Select(path => Prepare(settings, Path.GetFullPath(path), alignment))];
            var folder = parsed.GetValue(withoutAdapter) ? null : Answering.RequireAdapter(project, parsed.GetValue(adapter));
            NativeSettings.Ensure(training, parsed.GetValue(reproducible));
            var answering = new Answering(training, folder);
            var generation = sampling.Of(parsed, training.ModelFolder);
            if (!parsed.GetValue(json))
                return Say(answering, paths, pictures, question, generation, cancellation);
            WriteJson(paths, question, answering.Ask([new("user", "<image>" + question)], pictures, generation, cancellation));
            return Work.Done;
        }));
        return command;
    }

    // On a terminal as it comes, anywhere else as it is whole.
    private static int Say(Answering answering, string[] paths, List<RgbImage> pictures, string question, GenerationSettings generation, CancellationToken cancellation)
    {
        foreach (var (path, picture) in paths.Zip(pictures))
        {
            if (paths.Length > 1)
                Console.WriteLine($"{path}:");
            try
            {
                foreach (var text in answering.Stream([new("user", "<image>" + question)], picture, generation, cancellation))
                {
                    Console.Write(text);
                    Console.Out.Flush();
                }
            }
            catch (OperationCanceledException)
            {
                Console.WriteLine();
                return Work.Cancelled;
            }

            Console.WriteLine();
        }

        return Work.Done;
    }

    private static void WriteJson(string[] paths, string question, IReadOnlyList<SpokenAnswer> said)
    {
        JsonNode[] answers = [.. paths.Zip(said).Select(pair => new JsonObject
        {
            ["image"] = pair.First,
            ["prompt"] = question,
            ["answer"] = pair.Second.Text,
            ["tokens"] = pair.Second.Tokens,
            ["smallest_margin"] = pair.Second.SmallestMargin,
        })];
        Console.WriteLine((answers.Length == 1 ? answers[0] : new JsonArray(answers)).ToJsonString(Readable));
    }

    private static RgbImage Prepare(DatasetSettings dataset, string path, PictureAlignment? alignment)
    {
        if (!File.Exists(path))
            throw new DiagnosticException(Codes.PictureUnreadable, Directory.Exists(path) ? "this is a folder; name a picture" : "there is no such file; name a picture, relative to the current folder", path);
        try
        {
            using var image = Pictures.Normalise(PictureJob.Of(path, null, dataset, alignment));
            return RgbImage.FromBytes(image.Width, image.Height, image.WriteToMemory<byte>());
        }
        catch (PictureException e)
        {
            throw TrainWork.At(path, e);
        }
    }
}
