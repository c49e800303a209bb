using System.CommandLine;
using DatasetPipeline.Cli;
using DatasetPipeline.Commands;

var command = new Command("dotnet-dataset", """
    Looks after datasets: folders of pictures with a YAML file beside each, which dotnet build turns into rows to train on.

    Examples:
      dotnet dataset check datasets/checkout
      dotnet dataset add shot.png --dataset datasets/checkout --source checkout-cart
      dotnet dataset redact images/cart.yaml
      dotnet dataset sheet --changed-since main
    """)
{
    AddCommand.Create(),
    CheckCommand.Create(),
    RedactCommand.Create(),
    SheetCommand.Create(),
};
return CommandLine.Run(command, args, Work.WrongUse);
