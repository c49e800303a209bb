using DatasetPipeline.Schemas;
using DatasetPipeline.Tokens;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Records;

/// <summary>Reads a record's file. A value of the wrong shape is reported and read as if it were not there.</summary>
internal static class RecordReader
{
    public static Record Read(DatasetFiles files, string path, DatasetSettings settings)
    {
        var file = YamlFile.Read(files.FullPath(path));
        return Read(files, path, settings, file) with { Diagnostics = [.. file.Diagnostics, .. SchemaChecker.Check(file, "record"), .. MarkKeys.Check(file), .. AllowList.Check(file), .. LongTexts.Check(file)] };
    }

    /// <summary>The record of a file that was read and checked before.</summary>
    public static Record Read(DatasetFiles files, string path, DatasetSettings settings, YamlFile file)
    {
        var root = file.Root;
        var caption = root["caption"].AsText() is { } text && !LongTexts.IsLong(text) ? text.Trim() : null;
        var messages = root["messages"].AsItems().Select(ReadMessage).ToList();
        return new()
        {
            File = file,
            Path = path,
            Id = root["id"].AsText() ?? DefaultId(path),
            Caption = caption,
            Messages = messages,
            Picture = PictureSearch.For(path, root, files).Picture,
            Source = root["source"].AsText(),
            Annotator = root["annotator"].AsText() ?? settings.Annotator,
            Annotated = root["annotated"].AsText(),
            License = root["license"].AsText() ?? settings.License,
            Language = root["language"].AsText() ?? Languages.Of(caption ?? string.Join('\n', messages.Select(message => message.Content))),
            Crop = MarkReader.ReadCrop(root["crop"]),
            Marks = root["marks"].AsItems().Select(MarkReader.ReadMark).OfType<Marks.Mark>().ToList(),
            Redactions = root["redact"].AsItems().Select(MarkReader.ReadRedaction).OfType<Redaction>().ToList(),
            Allowed = AllowList.Read(root["allow"]),
        };
    }

    private static string DefaultId(string path) => FileNames.Mended(System.IO.Path.ChangeExtension(path, null).Replace('/', '-'));

    private static Message ReadMessage(YamlNode node) => node is YamlMap map
        ? new(map["role"].AsText() ?? "", map["content"].AsText()?.Trim() ?? "")
        : new("", "");
}
