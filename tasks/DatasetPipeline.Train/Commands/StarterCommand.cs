using System.CommandLine;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Starter;
using DatasetPipeline.Training;
using Spectre.Console;

namespace DatasetPipeline.Train.Commands;

/// <summary><c>dotnet train starter</c>: makes models/starter from nothing.</summary>
internal static class StarterCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output", "-o") { Description = "Where the model goes.", DefaultValueFactory = _ => Path.Combine("models", "starter"), HelpName = "FOLDER" };
        var steps = new Option<int?>("--steps") { Description = "Another number of steps than the recipe's.", HelpName = "N" };
        var check = new Option<bool>("--check") { Description = "Train nothing; print what the model of the folder is worth." };
        var command = new Command("starter", """
            Makes the starter model from nothing: draws pictures of interfaces, writes sentences about them, learns a tokenizer and
            trains all weights.

            Examples:
              dotnet train starter
              dotnet train starter --steps 20 --output /tmp/starter
              dotnet train starter --check
            """);
        foreach (var option in (Option[])[output, steps, check])
            command.Add(option);
        command.SetAction(parsed => Work.Run(cancellation =>
        {
            var settings = TrainSettings.Read(Path.Combine(AppContext.BaseDirectory, "Starter", "train.yaml"));
            settings = settings with { MaxSteps = parsed.GetValue(steps) ?? settings.MaxSteps };
            var folder = Path.GetFullPath(parsed.GetValue(output)!);
            if (!parsed.GetValue(check))
                Train(settings, folder, cancellation);
            Check(settings, folder, cancellation);
            return Work.Done;
        }));
        return command;
    }

    private static void Train(TrainSettings settings, string folder, CancellationToken cancellation)
    {
        var whole = new AdapterFolder(folder);
        try
        {
            var next = whole.Begin();
            var training = StarterTraining.Begin(settings, next);
            var terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
            TrainingViews.Show(terminal, Console.Out, view =>
            {
                var losses = new List<double>();
                var seconds = 0.0;
                view.Begin(settings.MaxSteps * settings.PerDeviceTrainBatchSize, settings.MaxSteps);
                foreach (var step in training.Run(cancellation))
                {
                    losses.Add(step.Loss);
                    seconds += step.Time.TotalSeconds;
                    view.Step(step, TimeSpan.FromSeconds(seconds / losses.Count * (settings.MaxSteps - losses.Count)));
                }

                LossCurve.Write(Path.Combine(next, "loss.png"), "starter", losses);
                return losses[^1];
            });
            training.Save();
            StarterCard.Write(next, settings);
            whole.Commit();
        }
        finally
        {
            whole.Clear();
        }
    }

    private static void Check(TrainSettings settings, string folder, CancellationToken cancellation)
    {
        var before = StarterTraining.Untrained(settings, folder).HeldOutLoss(cancellation);
        var trained = StarterTraining.Open(settings, folder);
        Console.WriteLine($"parameters        {trained.Model.Weights.Values.Sum(weight => weight.numel())}");
        Console.WriteLine($"loss on pictures it never saw: untrained {before:0.000}, trained {trained.HeldOutLoss(cancellation):0.000}");
        var (count, right) = (0, new int[4]);
        foreach (var (sample, answer) in trained.Read(cancellation))
        {
            var said = StarterReading.Of(answer, sample.Language);
            right[0] += said.Shape == sample.Shape ? 1 : 0;
            right[1] += said.Color == sample.Color ? 1 : 0;
            right[2] += said.Place == sample.Place ? 1 : 0;
            right[3] += said.Target == sample.Target ? 1 : 0;
            if (count++ < 4)
                Console.WriteLine($"drawn   {sample.Caption}\nsays    {answer}");
        }

        Console.WriteLine($"of {count} sentences name rightly: shape {right[0]}, colour {right[1]}, place {right[2]}, thing {right[3]}");
    }
}
