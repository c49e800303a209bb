using System.CommandLine;
using System.Globalization;
using DatasetPipeline.Cli;
using DatasetPipeline.Models;
using DatasetPipeline.Train.Runs;
using DatasetPipeline.Train.Starter;

namespace DatasetPipeline.Train.Commands;

/// <summary><c>dotnet train starter</c>: makes models/starter from nothing.</summary>
internal static class StarterCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output", "-o") { Description = "Where the model goes.", DefaultValueFactory = _ => Path.Combine("models", "starter"), HelpName = "FOLDER" };
        var steps = new Option<int?>("--steps") { Description = "Another number of steps for each part than the recipe's.", HelpName = "N" };
        var from = new Option<int>("--from") { Description = "Go on with the folder's model at this part.", DefaultValueFactory = _ => 1, HelpName = "PART" };
        steps.Validators.Add(Shared.Between(1, int.MaxValue));
        from.Validators.Add(Shared.Between(1, StarterRecipe.Parts.Length));
        var check = new Option<bool>("--check") { Description = "Train nothing; print what the model of the folder is worth." };
        var command = new Command("starter", """
            Makes the starter model from nothing: draws pictures of interfaces, writes sentences about them, learns a tokenizer and
            trains all weights: first the vision tower alone, then the language model with what the tower sees.

            Examples:
              dotnet train starter
              dotnet train starter --steps 20 --output /tmp/starter
              dotnet train starter --check
            """);
        foreach (var option in (Option[])[output, steps, from, check])
            command.Add(option);
        command.SetAction(parsed => TrainWork.Run(cancellation =>
        {
            var (first, isMade) = (parsed.GetValue(from) - 1, !parsed.GetValue(check));
            var folder = isMade ? OutputFolderCheck.RequireForStarter(parsed.GetValue(output)!) : Path.GetFullPath(parsed.GetValue(output)!);
            if (!isMade || first > 0)
                ModelFolder.Require(folder);
            for (var part = first; isMade && part < StarterRecipe.Parts.Length; part++)
                Train(part, parsed.GetValue(steps), folder, cancellation);
            try
            {
                Check(folder, cancellation);
            }
            catch (OperationCanceledException e) when (isMade)
            {
                throw new InterruptedException("stopped while counting what the model is worth; the model itself is whole, and --check counts again", e);
            }

            return Work.Done;
        }));
        return command;
    }

    private static void Train(int part, int? steps, string folder, CancellationToken cancellation)
    {
        var whole = new AdapterFolder(folder);
        try
        {
            var next = whole.Begin();
            if (part == 0)
            {
                StarterRecipe.Begin(next);
            }
            else
            {
                foreach (var file in Directory.EnumerateFiles(folder))
                    File.Copy(file, Path.Combine(next, Path.GetFileName(file)));
            }

            var model = ModelFolder.Open(next);
            var settings = StarterRecipe.Settings(part);
            settings = settings with { MaxSteps = steps ?? settings.MaxSteps };
            var losses = new List<double>();
            TrainingViews.Show(json: false, every: 10, view =>
            {
                var seconds = 0.0;
                view.Begin(settings.MaxSteps * settings.PerDeviceTrainBatchSize, settings.MaxSteps, 0, 0);
                foreach (var step in StarterRecipe.Learn(part, model, settings, cancellation))
                {
                    losses.Add(step.Loss);
                    seconds += step.Time.TotalSeconds;
                    view.Step(step, TimeSpan.FromSeconds(seconds / losses.Count * (settings.MaxSteps - losses.Count)));
                }

                return losses[^1];
            });
            StarterRecipe.Save(next, model);
            StarterCard.Write(next);
            whole.Commit();
        }
        finally
        {
            whole.Clear();
        }
    }

    private static void Check(string folder, CancellationToken cancellation)
    {
        var model = ModelFolder.Open(folder);
        var untrained = new StarterCheck(StarterRecipe.Untrained(folder)).HeldOutLoss(cancellation);
        var check = new StarterCheck(model);
        Console.WriteLine($"{model.Weights.Values.Sum(weight => weight.numel())} parameters");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loss on pictures it never saw: {untrained:0.000} untrained, {check.HeldOutLoss(cancellation):0.000} trained"));
        var read = check.Read(cancellation).ToList();
        foreach (var (sample, answer) in read.GroupBy(one => one.Sample.Language).SelectMany(group => group.Take(2)))
            Console.WriteLine($"drawn   {sample.Caption}\nsays    {answer}");
        Console.WriteLine(StarterScore.Header);
        foreach (var (language, score) in StarterScore.Of(read))
            Console.WriteLine(score.Row(language));
    }
}
