using DatasetPipeline.Duplicates;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using DatasetPipeline.Training;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Builds;

/// <summary>The records of a dataset that is built, for whoever asks; a build itself does not list them.</summary>
public static class BuiltRecords
{
    /// <summary>Reads them, by id: what the build has kept is not worked out again.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">The dataset has changed since it was built.</exception>
    public static IReadOnlyList<BuiltRecord> Read(BuildOptions options, CancellationToken cancellation)
    {
        using var alone = BuildLock.Take(DatasetBuild.LockFile(options), cancellation, options.Waiting);
        var inputs = BuildInputs.Read(options, cancellation);
        var state = BuildState.TryRead(DatasetBuild.StateFile(options));
        if (state is null || inputs.KeyWith(state.ModelFolder) != state.Key)
            throw new Diagnostics.DiagnosticException(Diagnostics.Codes.FileUnreadable, "the dataset has changed while it was built; build it again", Path.Combine(options.Folder, "dataset.yaml"));

        var clean = new CleanFiles(Path.Combine(options.CacheFolder, "clean.bin"), inputs.SettingsKey);
        var dataset = Dataset.Read(options.Folder, inputs.Files, path => clean.Find(path, inputs.YamlHashes[path]));
        var counter = state.ModelFolder is { } model ? new TokenCounter(model, Path.Combine(options.CacheFolder, "tokens.txt")) : null;
        var (groups, outputs) = (dataset.GroupKeys, new OutputFolder(options.OutputFolder));
        var alignment = dataset.Settings.IsAligned && state.ModelFolder is not null ? PictureAlignment.To(state.ModelFolder) : null;
        return dataset.Records.Where(record => record.Picture is not null).OrderBy(record => record.Id, StringComparer.Ordinal).Select(record =>
        {
            var original = dataset.Files.FullPath(record.Picture!);
            var name = PictureJob.Of(original, record, dataset.Settings, alignment).OutputName(inputs.PictureHashes[record.Picture!]);
            return new BuiltRecord(record.File.Path, record.Id, original, outputs.PathOfPicture(name), record.Language, Splits.SideOf(groups[record], dataset.Settings.TrainShare))
            {
                Caption = record.Caption,
                Source = record.Source ?? dataset.Settings.Source,
                Annotator = record.Annotator,
                Annotated = record.Annotated,
                License = record.License,
                Tokens = state.Pictures.TryGetValue(name, out var facts) ? counter?.Find(Conversation.Of(record, dataset.Settings), new(facts.Width, facts.Height))?.Total : null,
            };
        }).ToList();
    }
}
