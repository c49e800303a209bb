using System.CommandLine;
using DatasetPipeline.Captures;
using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Findings;
using DatasetPipeline.Projects;

namespace DatasetPipeline.Commands;

/// <summary><c>dotnet dataset add</c>: a capture's first minute.</summary>
internal static class AddCommand
{
    private const string Name = "dotnet dataset add";

    // A capture tool that is asked where to save may wait for its user.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Argument<string[]> Files = new("FILE") { Description = "The pictures.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> Dataset = CommonOptions.DatasetFolder();
    private static readonly Option<string?> Caption = new("--caption") { Description = "What is marked and why it matters, in whole sentences. Without it the record waits for its caption, and the build fails there.", HelpName = "TEXT" };
    private static readonly Option<string?> Source = new("--source") { Description = "The capture that the pictures come from: records of one source are never split between train and test.", HelpName = "NAME" };
    private static readonly Option<string[]> Marks = new("--mark") { Description = "What the build draws: box:, ellipse: or highlight:x,y,width,height, arrow:x,y,x,y, line:x,y,x,y,…, each with :color behind it if you like. May be given several times.", HelpName = "KIND:NUMBERS" };
    private static readonly Option<string?> Annotator = new("--annotator") { Description = "Who writes the record; else dataset.yaml's annotator, or git's user.name.", HelpName = "NAME" };
    private static readonly Option<string?> Language = new("--language") { Description = "The caption's language, where it is not to be told from the text.", HelpName = "en|zh" };
    private static readonly Option<string?> FileName = new("--name") { Description = "The picture's name under images/, without extension; several get numbers behind it. Else img_001 and so on.", HelpName = "NAME" };
    private static readonly Option<bool> KeepNames = new("--keep-name") { Description = "Name the picture as its file." };
    private static readonly Option<string?> Watch = new("--watch") { Description = "Add each picture that appears in this folder from now on, once it is whole, until Ctrl+C.", HelpName = "FOLDER" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be added and refused, and write nothing." };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("add", """
            Puts pictures into a dataset: under the next free name in images/, with a YAML file beside each that holds what is known.
            EXIF, comments and the like are left out without a change to a pixel: PNG, JPEG and WebP keep their data byte for byte,
            TIFF, GIF and others become PNG. A picture and its record appear together, and only if the build would take them; what it
            would refuse is told with the build's own codes and hinders no other picture. A picture that lies under images/ already
            and has no record gets one where it is.

            The exit code is 0 where all is added, 1 where something is refused, 2 where there is no dataset or an argument is wrong.
            Ctrl+C ends --watch with 0.

            Examples:
              dotnet dataset add ~/Pictures/shot.png
              dotnet dataset add shot.png --source checkout-cart --mark box:812,640,160,48 --caption 'The red box marks the total, which leaves out delivery.'
              dotnet dataset add *.png --dataset datasets/checkout --name returns --json
              dotnet dataset add --watch ~/Pictures/FastStone --source "release 4.2"
            """)
        {
            Files, Caption, Source, Marks, Annotator, Language, FileName, KeepNames, Dataset, Watch, DryRun, Json,
        };
        Language.AcceptOnlyFromAmong("en", "zh");
        Marks.Validators.Add(result =>
        {
            foreach (var problem in result.Tokens.Select(token => MarkArgument.Parse(token.Value).Problem).OfType<string>())
                result.AddError(problem);
        });
        FileName.Validators.Add(result =>
        {
            if (result.Tokens is [var name] && !IsPathInside(name.Value))
                result.AddError("A name is a path under images/ without extension, such as cart or returns/step; it climbs nowhere.");
        });
        command.Validators.Add(result =>
        {
            var (files, watches) = (result.GetValue(Files)!, result.GetValue(Watch) is not null);
            if (files.FirstOrDefault(file => file.StartsWith('-')) is { } option)
                result.AddError(CommandLine.NoSuchOption(option, command));
            else if (files.Length == 0 != watches)
                result.AddError("Name the pictures to add, or a folder with --watch, not both.");
            if (result.GetValue(KeepNames) && result.GetValue(FileName) is not null)
                result.AddError("--name and --keep-name exclude each other.");
        });
        command.SetAction(parsed => new Work("dotnet dataset").Run(cancellation => Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        BuiltProject project;
        try
        {
            project = BuiltProject.Open(parsed.GetValue(Dataset), $"{Name} FILE --dataset", cancellation);
        }
        catch (DiagnosticException e)
        {
            return Work.Tell(e, Work.WrongUse);
        }

        var adder = new PictureAdder(project.Options, project.Settings.Weigh);
        var request = new AddRequest(parsed.GetValue(Files)!)
        {
            Caption = parsed.GetValue(Caption),
            Source = parsed.GetValue(Source),
            Annotator = parsed.GetValue(Annotator),
            Language = parsed.GetValue(Language),
            Marks = [.. parsed.GetValue(Marks)!.Select(mark => MarkArgument.Parse(mark).Mark!)],
            Name = parsed.GetValue(FileName),
            KeepNames = parsed.GetValue(KeepNames),
            IsDryRun = parsed.GetValue(DryRun),
        };
        return parsed.GetValue(Watch) is { } folder
            ? WatchFolder(Path.GetFullPath(folder), project, adder, request, parsed.GetValue(Json), cancellation)
            : Tell(adder.Add(request, cancellation), project, request, parsed.GetValue(Json), inOneLine: false);
    }

    private static int WatchFolder(string folder, BuiltProject project, PictureAdder adder, AddRequest request, bool json, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder) || (folder + Path.DirectorySeparatorChar).StartsWith(Path.Combine(project.Dataset.Folder, "images") + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            Console.Error.WriteLine(new Diagnostic(Codes.CaptureRefused, Directory.Exists(folder) ? "the dataset's own pictures cannot be watched; name the folder that captures are saved in" : "there is no folder to watch here; make it, or name another", folder));
            return Work.WrongUse;
        }

        var watch = new FolderWatch(folder, Patience);
        Console.Error.WriteLine($"watching {folder}; Ctrl+C ends");
        while (watch.Next(cancellation) is { Count: > 0 } files)
        {
            // What has begun is finished; Ctrl+C asks for no more.
            Tell(adder.Add(request with { Files = files, IsOneOfMany = true }, CancellationToken.None), project, request, json, inOneLine: true);
        }

        return Work.Done;
    }

    private static int Tell(AddReport report, BuiltProject project, AddRequest request, bool json, bool inOneLine)
    {
        if (json)
            ResultJson.Write(AddResult.Of(project.Dataset.Folder, request.IsDryRun, report), types => types.AddResult, inOneLine);
        else
            AddText.Write(report, request.IsDryRun);
        return report.Refused.Count > 0 ? Work.Failed : Work.Done;
    }

    private static bool IsPathInside(string name) =>
        name.Split('/').All(part => part.Length > 0 && part[0] != '.' && !part.Any(c => char.IsControl(c) || "<>:\"\\|?*".Contains(c, StringComparison.Ordinal)));
}
