using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using DatasetPipeline.Train.Commands;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
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
command.Add(StarterCommand.Create());
command.Add(new HelpOption { Recursive = true });
command.Add(new VersionOption());
return command.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
