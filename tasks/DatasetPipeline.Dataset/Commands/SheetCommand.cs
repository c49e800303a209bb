using System.CommandLine;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Reports;
using DatasetPipeline.Text;

namespace DatasetPipeline.Commands;

/// <summary><c>dotnet dataset sheet</c>: the pictures of a pull request at a glance.</summary>
internal static class SheetCommand
{
    private const string Name = "dotnet dataset sheet";

    private static readonly Argument<string?> Dataset = CommonOptions.Dataset();
    private static readonly Option<string?> Since = new("--changed-since") { Description = "Only records that differ, or whose pictures differ, from this commit or from where its branch parted.", HelpName = "REV" };
    private static readonly Option<string> Out = new("--out") { Description = "The file: .html, or .png with number, id and caption at each picture.", HelpName = "FILE", DefaultValueFactory = _ => "sheet.html" };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("sheet", """
            Draws a contact sheet of a dataset: each picture as a model will see it, with marks and redactions, its id and what is said.
            The page is one file without scripts that loads nothing. The dataset need not be free of errors.

            The exit code is 0 where the sheet is written, 1 where it is not, 2 where there is no dataset or an argument is wrong.

            Examples:
              dotnet dataset sheet datasets/checkout
              dotnet dataset sheet --changed-since main --out review.html
              dotnet dataset sheet --changed-since HEAD~1 --out review.png
            """)
        {
            Dataset, Since, Out, Json,
        };
        Out.Validators.Add(result =>
        {
            if (result.Tokens is [var file] && !IsType(file.Value, ".html") && !IsType(file.Value, ".png"))
                result.AddError("A sheet is an .html or a .png file.");
        });
        command.SetAction(parsed => new Work("dotnet dataset").Run(cancellation => Run(parsed, cancellation)));
        return command;
    }

    private static bool IsType(string file, string extension) => Path.GetExtension(file).Equals(extension, StringComparison.OrdinalIgnoreCase);

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        DatasetProject dataset;
        try
        {
            dataset = DatasetProject.Find(parsed.GetValue(Dataset), Name);
        }
        catch (DiagnosticException e)
        {
            return Work.Tell(e, Work.WrongUse);
        }

        var file = Path.GetFullPath(parsed.GetValue(Out)!);
        var sheet = Sheet.Of(dataset.Folder, dataset.OutputFolder, parsed.GetValue(Since), cancellation);
        if (IsType(file, ".png"))
            sheet.WritePng(file);
        else
            sheet.WriteHtml(file);
        if (parsed.GetValue(Json))
        {
            Findings.ResultJson.Write(new Captures.SheetResult(dataset.Folder, file, [.. sheet.Records.Select(record => record.Name)], sheet.Removed), types => types.SheetResult);
            return Work.Done;
        }

        foreach (var (record, index) in IsType(file, ".png") ? sheet.Records.Select((record, index) => (record, index)) : [])
            Console.WriteLine(FormattableString.Invariant($"{index + 1,4}  {Shown.Text(record.Name)}  {(record.IsPersonal ? "(holds personal data)" : Shown.Text(record.Record.Caption ?? record.Record.Messages.LastOrDefault()?.Content ?? ""))}"));
        Console.WriteLine($"{DatasetProject.Relative(file)}: {Counted.Of(sheet.Records.Count, "record")}{(sheet.Removed.Count > 0 ? $", {Counted.Of(sheet.Removed.Count, "record")} removed" : "")}");
        return Work.Done;
    }
}
