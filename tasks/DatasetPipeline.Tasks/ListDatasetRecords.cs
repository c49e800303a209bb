using System.Globalization;
using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = Microsoft.Build.Utilities.Task;

namespace DatasetPipeline.Tasks;

/// <summary>Lists the records of a dataset that is built as items, so that other builds can use them.</summary>
public sealed class ListDatasetRecords : Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The absolute path of the folder that holds dataset.yaml.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>Where the JSONL and the pictures are.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>What the build has kept.</summary>
    [Required]
    public string CacheFolder { get; set; } = "";

    /// <summary>The project's file.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The formats that were written beside ms-swift's.</summary>
    public string[] Formats { get; set; } = [];

    /// <summary>The records' files, each with what is known of its record as metadata.</summary>
    [Output]
    public ITaskItem[] Records { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            Records = BuiltRecords.Read(new(Folder, OutputFolder, CacheFolder, Formats, _ => false) { Waiting = BuildDataset.Waiting(Log, Folder) }, _cancellation.Token).Select(ItemOf).ToArray();
        }
        catch (DiagnosticException e)
        {
            foreach (var (code, message, file, line, column) in e.Diagnostics)
                Log.LogError(subcategory: null, code, helpKeyword: null, file, line, column, endLineNumber: 0, endColumnNumber: 0, message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError(subcategory: null, Codes.FileUnreadable, helpKeyword: null, ProjectFile, 1, 1, endLineNumber: 0, endColumnNumber: 0, $"the records cannot be listed: {Shown.Line(e.Message)}");
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        return !Log.HasLoggedErrors;
    }

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    private static TaskItem ItemOf(BuiltRecord record)
    {
        var item = new TaskItem(Escaped(record.File));
        foreach (var (name, value) in new[]
        {
            ("Id", record.Id), ("Caption", record.Caption), ("Picture", record.Picture), ("OutputPicture", record.OutputPicture), ("Language", record.Language),
            ("Source", record.Source), ("Annotator", record.Annotator), ("Annotated", record.Annotated), ("License", record.License), ("Split", record.Split),
            ("Tokens", record.Tokens?.ToString(CultureInfo.InvariantCulture)),
        })
        {
            item.SetMetadata(name, Escaped(value ?? ""));
        }

        return item;
    }

    // What MSBuild reads as something else: a list, a wildcard, a property.
    private static string Escaped(string value) => string.Concat(value.Select(c => "%*?@$();'".Contains(c, StringComparison.Ordinal) ? $"%{(int)c:x2}" : c.ToString()));
}
