using DatasetPipeline.Diagnostics;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Schemas;

/// <summary>Checks a YAML file against a schema and says what is wrong with its values, each at its place.</summary>
public static class SchemaChecker
{
    /// <summary>What the schema named <paramref name="schema"/> (record, dataset or train) has against the file, in the file's order.</summary>
    public static IReadOnlyList<Diagnostic> Check(YamlFile file, string schema)
    {
        // A file that is not YAML has no keys to miss.
        if (!file.IsReadable)
            return [];

        var errors = SchemaFile.Load(schema).Validate(YamlToJson.Convert(file.Root));
        return SchemaMessages.For(file.Path, errors)
            .Distinct()
            .OrderBy(diagnostic => diagnostic.Line)
            .ThenBy(diagnostic => diagnostic.Column)
            .ThenBy(diagnostic => diagnostic.Message, StringComparer.Ordinal)
            .ToList();
    }
}
