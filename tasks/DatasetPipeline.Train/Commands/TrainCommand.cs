using System.CommandLine;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Train.Engines.MsSwift;
using DatasetPipeline.Train.Runs;

namespace DatasetPipeline.Train.Commands;

/// <summary><c>dotnet train</c>: from train.yaml to bin/adapter.</summary>
internal static class TrainCommand
{
    public static void AddTo(Command command)
    {
        var dataset = CommonOptions.Dataset();
        var output = new Option<string?>("--output", "-o") { Description = "Another folder for the adapter than bin/adapter.", HelpName = "FOLDER" };
        var fresh = new Option<bool>("--fresh") { Description = "Train from the start, whatever is there." };
        var increment = new Option<bool>("--increment") { Description = "Go on from the adapter that is there, on new and changed records; fail where that cannot be." };
        var resume = new Option<bool>("--resume") { Description = "Go on with the training that was interrupted; fail where there is none." };
        var onlyFresh = new Option<bool>("--no-increments") { Description = "Only an adapter that was trained from the start will do; always so where the variable CI is true." };
        var replay = new Option<int>("--replay") { Description = "Records that the adapter has seen, for each new or changed one of an increment.", DefaultValueFactory = _ => PlanOptions.DefaultReplay, HelpName = "NUMBER" };
        var verify = new Option<bool>("--verify") { Description = "Train the adapter that is there once more and compare the bytes." };
        var (engine, dryRun) = SwiftTraining.Options(command);
        var (noBuild, reproducible, json) = (Shared.NoBuild(), Shared.Reproducible(), CommonOptions.Json());
        replay.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var number) || number < 0))
                result.AddError("--replay takes a whole number, from 0 to 2147483647");
        });
        command.Add(dataset);
        foreach (var option in (Option[])[output, fresh, increment, resume, onlyFresh, replay, verify, noBuild, reproducible, json])
            command.Add(option);
        command.Validators.Add(result =>
        {
            var asked = new[] { fresh, increment, resume, verify }.Concat(result.GetValue(verify) ? [dryRun] : []).Where(option => result.GetValue(option)).Select(option => option.Name).ToList();
            if (result.GetValue(output) is { } folder && string.IsNullOrWhiteSpace(folder))
                result.AddError("--output takes a folder");
            if (asked.Count > 1)
                result.AddError($"{string.Join(" and ", asked)} cannot both be asked for");
            if (result.GetValue(engine) == MsSwiftEngine.Name && asked.FirstOrDefault(name => name != fresh.Name) is { } ours)
                result.AddError($"{ours} goes with --engine torch: ms-swift trains from the start.");
        });
        command.SetAction(parsed => TrainWork.Run(cancellation =>
        {
            var project = Find(command, parsed.GetValue(dataset));
            var options = new PlanOptions(
                parsed.GetValue(fresh),
                parsed.GetValue(increment),
                parsed.GetValue(resume),
                !parsed.GetValue(increment) && (parsed.GetValue(onlyFresh) || IsCi),
                parsed.GetValue(reproducible),
                parsed.GetValue(replay));
            var isSwift = parsed.GetValue(engine) == MsSwiftEngine.Name;
            var training = Training.Of(project, parsed.GetValue(output), options, isSwift, parsed.GetValue(noBuild), parsed.GetValue(json));
            if (training is null)
            {
                cancellation.ThrowIfCancellationRequested(); // Ctrl+C ended the build
                return Work.Failed;
            }

            return isSwift ? training.RunSwift(parsed.GetValue(dryRun), cancellation)
                : parsed.GetValue(verify) ? training.Verify(cancellation)
                : parsed.GetValue(dryRun) ? training.Tell(cancellation)
                : training.Run(cancellation);
        }, events: parsed.GetValue(json)));
    }

    // GitHub, GitLab, Azure and most others set one of them.
    private static bool IsCi => new[] { "CI", "TF_BUILD" }.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase) && value != "0");

    // What stands first may have been meant as a command.
    private static DatasetProject Find(Command command, string? named)
    {
        if (named is null || Path.Exists(named))
            return DatasetProject.Find(named, TrainWork.Program);
        var commands = command.Subcommands.Select(known => known.Name).ToList();
        throw new DiagnosticException(
            Codes.DatasetNotFound,
            $"{Shown.Value(named)} is neither a command nor a dataset{Nearest.Hint(named, commands)}; commands are {string.Join(", ", commands)}, and a dataset is a folder that holds dataset.yaml",
            Path.GetFullPath(named));
    }
}
