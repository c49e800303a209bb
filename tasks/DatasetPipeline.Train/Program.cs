using System.CommandLine;
using DatasetPipeline.Cli;
using DatasetPipeline.Train.Commands;

var command = new Command("dotnet-train", """
    Trains a LoRA adapter on a dataset, as its train.yaml says, and asks models what they see.

    Examples:
      dotnet train datasets/checkout
      dotnet train --reproducible
      dotnet train ask screenshot.png --prompt "What is marked?"
      dotnet train evaluate datasets/checkout
    """);
TrainCommand.AddTo(command);
command.Add(AskCommand.Create());
command.Add(EvaluateCommand.Create());
command.Add(InspectCommand.Create());
command.Add(LogCommand.Create());
command.Add(StarterCommand.Create());
return CommandLine.Run(command, args, Work.Failed);
