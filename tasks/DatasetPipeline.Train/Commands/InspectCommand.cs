using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Inspection;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Train.Commands;

/// <summary><c>dotnet train inspect</c>: what a model's folder holds and what training it takes.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("MODEL") { Description = "A model's folder in the Hugging Face layout." };
        var image = new Option<string>("--image-size") { Description = "A picture's size in pixels.", DefaultValueFactory = _ => "1280x800", HelpName = "WIDTHxHEIGHT" };
        image.Validators.Add(result =>
        {
            if (SizeOf(result.GetValueOrDefault<string>()) is null)
                result.AddError("--image-size must be two whole numbers from 1 to 65535, as in 1280x800.");
        });
        var text = Whole("--text-tokens", "Tokens of text beside the picture; half of them are learned.", 128, most: 1 << 20);
        var batch = Whole("--batch-size", "per_device_train_batch_size.", 1, most: 4096);
        var rank = Whole("--lora-rank", "lora_rank, on every linear layer of the language model.", 8, most: 8192);
        var dtype = new Option<string>("--torch-dtype") { Description = "float32 or bfloat16.", DefaultValueFactory = _ => "bfloat16" };
        dtype.AcceptOnlyFromAmong("float32", "bfloat16");
        var json = CommonOptions.Json();
        var command = new Command("inspect", """
            Says what a model's folder holds: family, parameters, bytes, the tokens that a picture becomes, the memory that LoRA
            training takes, and what would be refused.

            Examples:
              dotnet train inspect models/starter
              dotnet train inspect models/starter --image-size 1920x1080 --batch-size 4 --torch-dtype float32
            """);
        command.Add(folder);
        foreach (var option in (Option[])[image, text, batch, rank, dtype, json])
            command.Add(option);
        command.SetAction(parsed => TrainWork.Run(_ =>
        {
            var report = ModelReport.Of(parsed.GetValue(folder)!);
            var answer = Describe(
                report,
                SizeOf(parsed.GetValue(image))!.Value,
                new Plan(parsed.GetValue(text), parsed.GetValue(batch), parsed.GetValue(rank), parsed.GetValue(dtype)!));
            if (parsed.GetValue(json))
                Console.WriteLine(answer.ToJsonString());
            else
                Print(answer, Console.Out);
            foreach (var diagnostic in report.Refused.Concat(report.Warnings))
                Console.Error.WriteLine(diagnostic);
            return report.Refused.Count == 0 && answer["image"]?["refused"] is null ? Work.Done : Work.Failed;
        }));
        return command;

        static Option<int> Whole(string name, string description, int otherwise, int most)
        {
            var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise, HelpName = "N" };
            option.Validators.Add(Shared.Between(1, most));
            return option;
        }
    }

    private static JsonObject Describe(ModelReport report, ImageSize size, Plan plan)
    {
        var answer = new JsonObject
        {
            ["folder"] = report.Folder,
            ["model_type"] = report.Model?.Processor.ModelType,
            ["parameters"] = report.Parts.Count == 0 ? null : report.Parts.Sum(p => p.Parameters), // not known of what is refused unread
            ["bytes"] = report.Parts.Count == 0 ? null : report.Parts.Sum(p => p.Bytes),
            ["dtype"] = new JsonObject([.. report.Types.Select(t => KeyValuePair.Create(NameOf(t.Key), (JsonNode?)t.Value))]),
            ["parts"] = new JsonObject([.. report.Parts.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Parameters))]),
        };
        if (report.Model is { } model)
        {
            var image = new JsonObject { ["width"] = size.Width, ["height"] = size.Height };
            answer["image"] = image;
            try
            {
                var grid = model.Processor.GridOf(size);
                var tokens = model.Processor.TokensOf(grid);
                image["grid"] = new JsonArray(grid.T, grid.H, grid.W);
                image["tokens"] = tokens;
                answer["training"] = Training(model, plan, tokens);
            }
            catch (ArgumentException e)
            {
                image["refused"] = e.Message;
            }
        }

        answer["warnings"] = new JsonArray([.. report.Warnings.Select(d => (JsonNode)d.ToString())]);
        answer["refused"] = new JsonArray([.. report.Refused.Select(d => (JsonNode)d.ToString())]);
        return answer;
    }

    private static JsonObject Training(Models.VisionLanguageModel model, Plan plan, int imageTokens)
    {
        var tokens = (long)(imageTokens + plan.TextTokens) * plan.BatchSize;
        var learned = (long)plan.TextTokens * plan.BatchSize / 2;
        var dtype = plan.Dtype == "bfloat16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
        var memory = TrainingMemory.Of(model, dtype, new LoraSettings(plan.LoraRank, plan.LoraRank), tokens, learned, plan.BatchSize);
        return new JsonObject
        {
            ["torch_dtype"] = plan.Dtype,
            ["lora_rank"] = plan.LoraRank,
            ["per_device_train_batch_size"] = plan.BatchSize,
            ["tokens"] = tokens,
            ["memory_bytes"] = memory.Total,
            ["weights_bytes"] = memory.Weights,
            ["adapter_bytes"] = memory.Adapter,
            ["activations_bytes"] = memory.Activations,
            ["head_bytes"] = memory.Head,
            ["runtime_bytes"] = memory.Runtime,
        };
    }

    private static void Print(JsonObject answer, TextWriter to)
    {
        Line("model_type", answer["model_type"]?.GetValue<string>() ?? "refused");
        if (answer["parameters"] is { } parameters)
            Line("parameters", $"{parameters.GetValue<long>():N0}");
        foreach (var (part, own) in answer["parts"]!.AsObject())
            Line("", $"{own!.GetValue<long>(),16:N0}  {part}");
        if (answer["dtype"]!.AsObject().Count > 0)
            Line("weights", string.Join(", ", answer["dtype"]!.AsObject().Select(t => $"{Size(t.Value!.GetValue<long>())} {t.Key}")));
        if (answer["image"] is JsonObject image)
        {
            var grid = image["grid"] is JsonArray cut ? $"{image["tokens"]} tokens, from a grid of {string.Join(" × ", cut.Select(g => g!.ToString()))}" : $"refused: {image["refused"]}";
            Line($"{image["width"]} × {image["height"]}", grid);
        }

        if (answer["training"] is JsonObject training)
        {
            Line("training", $"{Size(training["memory_bytes"]!.GetValue<long>())} at its height, in {training["torch_dtype"]}, rank {training["lora_rank"]}, {training["per_device_train_batch_size"]} × {training["tokens"]!.GetValue<long>() / training["per_device_train_batch_size"]!.GetValue<int>()} tokens");
            foreach (var part in (string[])["weights", "adapter", "activations", "head", "runtime"])
                Line("", $"{Size(training[part + "_bytes"]!.GetValue<long>()),16}  {part}");
        }

        void Line(string name, string value) => to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12} {value}"));
    }

    private static string Size(long bytes) => bytes >= 1 << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.00} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.0} MiB");

    private static string NameOf(torch.ScalarType type) => type switch
    {
        torch.ScalarType.BFloat16 => "bfloat16",
        torch.ScalarType.Float16 => "float16",
        torch.ScalarType.Float32 => "float32",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static ImageSize? SizeOf(string? text) =>
        text?.Split('x') is [var width, var height] && ushort.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var w) && w > 0
        && ushort.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var h) && h > 0
            ? new ImageSize(w, h)
            : null;

    private sealed record Plan(int TextTokens, int BatchSize, int LoraRank, string Dtype);
}
