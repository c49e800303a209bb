using DatasetPipeline.Cli;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Lora;
using DatasetPipeline.Text;
using DatasetPipeline.Train.Starter;

namespace DatasetPipeline.Train.Runs;

/// <summary>An adapter replaces its folder as a whole, so it may only take the place of another adapter, or of nothing.</summary>
internal static class OutputFolderCheck
{
    /// <summary>The folder that is meant.</summary>
    /// <exception cref="DiagnosticException">It holds, or is part of, something else, or is no folder (DSP9045).</exception>
    public static string Require(DatasetProject project, string? output)
    {
        if (output is null)
        {
            return IsNoFolder(project.AdapterFolder)
                ? throw new DiagnosticException(Codes.OutputRefused, "this is where the adapter goes, and it is a file or a link to what is not there; take it away, or name another folder with --output", project.AdapterFolder)
                : project.AdapterFolder;
        }

        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        string[] ours = [Path.Combine(project.Folder, "images"), Path.Combine(project.Folder, "obj"), project.OutputFolder];
        if (IsIn(project.Folder, folder) || ours.Any(own => IsIn(folder, own)))
            throw Refused("holds the dataset, or is a part of it that is not an adapter's");
        if (IsNoFolder(folder))
            throw Refused("is a file, or a link to what is not there");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, Adapter.ConfigFile)) && !File.Exists(Path.Combine(folder, Lineage.FileName)))
            throw Refused("holds something else than an adapter, and would be replaced");
        return folder;

        DiagnosticException Refused(string why) => new(Codes.OutputRefused, $"{Shown.Value(output)} {why}; name a folder that is empty, or not there, or an earlier adapter's", folder);
    }

    /// <summary>The folder that a starter model goes to: nothing but an earlier one is replaced.</summary>
    /// <exception cref="DiagnosticException">It holds something else (DSP9045).</exception>
    public static string RequireForStarter(string output)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        if (IsNoFolder(folder))
            throw Refused("is a file, or a link to what is not there");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).FirstOrDefault(name => !StarterFiles.Names.Contains(name)) is { } other)
            throw Refused($"holds {Shown.Value(other)}, which is no file of a starter model and would be lost");
        return folder;

        DiagnosticException Refused(string why) => new(Codes.OutputRefused, $"{Shown.Value(output)} {why}; name a folder that is empty, or not there, or an earlier starter's", folder);
    }

    private static bool IsNoFolder(string path) => !Directory.Exists(path) && (File.Exists(path) || new FileInfo(path).LinkTarget is not null);

    private static bool IsIn(string path, string folder) => (path + Path.DirectorySeparatorChar).StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
