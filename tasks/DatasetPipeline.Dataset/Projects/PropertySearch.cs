using System.Collections;
using System.Xml;
using System.Xml.Linq;

namespace DatasetPipeline.Projects;

/// <summary>Looks for properties where a dataset's project could get them from, without MSBuild. It may see too much, never too little.</summary>
internal sealed class PropertySearch(IReadOnlyList<string> properties)
{
    // MSBuild takes these along when it finds them beside the project or above it.
    private static readonly string[] TakenAlong = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"];

    private readonly HashSet<string> _names = new(properties, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Whether something sets one of them; also where that cannot be told from the files' text.</summary>
    public bool MayBeSetFor(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        return Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Any(variable => _names.Contains((string)variable.Key))
            || Above(folder, "Directory.Build.rsp") is not null
            || IsIn(project)
            || (File.Exists(project + ".user") && IsIn(project + ".user"))
            || TakenAlong.Select(name => Above(folder, name)).OfType<string>().Any(IsIn);
    }

    private bool IsIn(string file)
    {
        // What every dataset imports sets nothing but defaults.
        if (!_seen.Add(file) || (Repository.Root is { } root && file == Path.Combine(root, "build", "Dataset.targets")))
            return false;
        try
        {
            return XDocument.Load(file).Descendants().Any(element => _names.Contains(element.Name.LocalName)
                || (element.Name.LocalName == "Import" && element.Attribute("Sdk") is null && (Imported(element, file) is not { } imported || IsIn(imported))));
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            return true; // MSBuild will say what is wrong with it
        }
    }

    // Null where only MSBuild knows.
    private static string? Imported(XElement import, string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        var path = ((string?)import.Attribute("Project") ?? "").Replace("$(MSBuildThisFileDirectory)", folder + "/", StringComparison.OrdinalIgnoreCase).Replace('\\', '/');
        var whole = Path.GetFullPath(Path.Combine(folder, path));
        return path.AsSpan().IndexOfAny("$*?%@;") < 0 && File.Exists(whole) ? whole : null;
    }

    private static string? Above(string? folder, string name) =>
        folder is null ? null : Path.Combine(folder, name) is var file && File.Exists(file) ? file : Above(Path.GetDirectoryName(folder), name);
}
