using DatasetPipeline.Records;

namespace DatasetPipeline.Duplicates;

/// <summary>A picture that records of a dataset have.</summary>
/// <param name="Path">Under images/, with <c>/</c>.</param>
/// <param name="File">Its absolute path.</param>
/// <param name="Hash">SHA-256 of the file.</param>
/// <param name="Group">The key of the group that its records are in.</param>
internal sealed record DatasetPicture(string Path, string File, byte[] Hash, string Group)
{
    /// <summary>Each picture of a dataset, in order of paths.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="hashOf">A picture's hash, by its path under images/.</param>
    public static IReadOnlyList<DatasetPicture> Of(Dataset dataset, Func<string, byte[]> hashOf)
    {
        var groups = dataset.GroupKeys;
        return dataset.Records
            .Where(record => record.Picture is not null)
            .DistinctBy(record => record.Picture, StringComparer.Ordinal)
            .OrderBy(record => record.Picture, StringComparer.Ordinal)
            .Select(record => new DatasetPicture(record.Picture!, dataset.Files.FullPath(record.Picture!), hashOf(record.Picture!), groups[record]))
            .ToList();
    }
}
