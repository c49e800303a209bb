using DatasetPipeline.Tasks.Native;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace DatasetPipeline.Tasks;

/// <summary>
/// Copies libLibTorchSharp.so so that it loads with the libstdc++ of GCC 12 (Debian 12, Ubuntu 22.04). One symbol
/// alone asks for GCC 13: the call that starts iostreams, which older libraries export as a constructor.
/// </summary>
public sealed class LowerLibTorchSharp : Task
{
    /// <summary>The file of the package, which is only read.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>The copy.</summary>
    [Required]
    public string Destination { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var library = File.ReadAllBytes(Source);
            var needs = new ElfVersionNeed(library);
            if (needs.Lower("GLIBCXX_3.4.32", "GLIBCXX_3.4"))
                needs.Rename("_ZSt21ios_base_library_initv", "_ZNSt8ios_base4InitC1Ev");
            Directory.CreateDirectory(Path.GetDirectoryName(Destination)!);
            File.WriteAllBytes(Destination + ".tmp", library);
            File.Move(Destination + ".tmp", Destination, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.LogError($"{Source} could not be made to load on older systems: {e.Message}");
        }

        return !Log.HasLoggedErrors;
    }
}
