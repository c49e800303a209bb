using System.Security.Cryptography;
using System.Text;
using DatasetPipeline.Cli;

namespace DatasetPipeline.Train.Runs;

/// <summary>Where a dataset's training keeps things. All but the adapter is under obj/ and can be deleted.</summary>
/// <param name="project">The dataset.</param>
/// <param name="adapter">The adapter's folder.</param>
internal sealed class TrainingFolders(DatasetProject project, string adapter)
{
    private const int MostInterrupted = 3;

    private readonly string _work = Path.Combine(project.Folder, "obj", "train");

    public string Adapter => adapter;

    /// <summary>Adapters that the present one came after. An adapter in a folder of its own has none.</summary>
    public AdapterStore? Store => IsOwn ? new(Path.Combine(_work, "adapters"), Hashes) : null;

    /// <summary>Whether the adapter is the dataset's own.</summary>
    public bool IsOwn => Path.GetFullPath(adapter) == Path.GetFullPath(project.AdapterFolder);

    /// <summary>Hashes of large files.</summary>
    public string Hashes => Path.Combine(_work, "hashes");

    /// <summary>What the tower saw.</summary>
    public string Seen => Path.Combine(_work, "seen");

    /// <summary>One training at a time.</summary>
    public string Lock => Path.Combine(project.Folder, "obj", "train.lock");

    /// <summary>The checkpoints of one training with one kind of kernels: others would give other bits.</summary>
    public string Checkpoints(Lineage lineage, Increment? increment, string kernels) => Path.Combine(_work, "checkpoints", Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{lineage.Work} {kernels} {increment?.Parent.Run} {string.Join('\n', increment?.Replayed ?? [])}")))[..32]);

    /// <summary>Lets go of the checkpoints of trainings that were interrupted long ago: what they are of is gone.</summary>
    public void PruneCheckpoints()
    {
        var folder = new DirectoryInfo(Path.Combine(_work, "checkpoints"));
        foreach (var old in folder.Exists ? folder.GetDirectories().OrderByDescending(entry => entry.LastWriteTimeUtc).ThenBy(entry => entry.Name, StringComparer.Ordinal).Skip(MostInterrupted) : [])
            old.Delete(recursive: true);
    }
}
