using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DatasetPipeline.Text;

namespace DatasetPipeline.Train.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Shared
{
    public static Option<bool> NoBuild() => new("--no-build") { Description = "Take bin/dataset as it is instead of building the dataset first." };

    public static Option<bool> Reproducible() => new("--reproducible")
    {
        Description = "The same bits on another machine: AVX2 kernels, two threads; a third more time in float32.",
    };

    /// <summary>Refuses what is no whole number of a range.</summary>
    public static Action<OptionResult> Between(int least, int most) => result =>
    {
        if (result.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given) && given >= least && given <= most))
            result.AddError($"{result.Option.Name} must be {(most == int.MaxValue ? $"at least {least}" : $"from {least} to {most}")}, and is {Shown.Text(token.Value)}.");
    };

    public static Option<string?> Adapter() => new("--adapter") { Description = "Another adapter's folder than bin/adapter.", HelpName = "FOLDER" };
}
