using NJsonSchema;

namespace DatasetPipeline.Schemas;

/// <summary>The schemas that editors complete with and the build checks with: the same files, embedded here.</summary>
public static class SchemaFile
{
    private static readonly Dictionary<string, Lazy<JsonSchema>> Schemas = new[] { "record", "dataset", "train" }
        .ToDictionary(name => name, name => new Lazy<JsonSchema>(() => Parse(name)), StringComparer.Ordinal);

    /// <summary>The bytes of a schema: record, dataset or train.</summary>
    public static byte[] Bytes(string name)
    {
        using var resource = typeof(SchemaFile).Assembly.GetManifestResourceStream($"{name}.schema.json")
            ?? throw new ArgumentException($"there is no schema {name}");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Whether a key stands at the top of the schema.</summary>
    internal static Func<string, bool> HasKey(string name) => Load(name).Properties.ContainsKey;

    /// <summary>The keys at the top whose value is a whole number.</summary>
    internal static IEnumerable<string> WholeNumberKeys(string name) => Load(name).Properties.Where(key => key.Value.Type == JsonObjectType.Integer).Select(key => key.Key);

    internal static JsonSchema Load(string name) => Schemas[name].Value;

    // NJsonSchema has no other way in; with no reference outside the file nothing is waited for.
    private static JsonSchema Parse(string name) =>
        JsonSchema.FromJsonAsync(System.Text.Encoding.UTF8.GetString(Bytes(name))).GetAwaiter().GetResult();
}
