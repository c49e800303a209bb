using DatasetPipeline.Yaml;
using Newtonsoft.Json.Linq;

namespace DatasetPipeline.Schemas;

/// <summary>A YAML tree as NJsonSchema takes it; each token carries the <see cref="SchemaSpot"/> that it was made from.</summary>
internal static class YamlToJson
{
    public static JToken Convert(YamlNode node, string name = "")
    {
        JToken token = node switch
        {
            YamlMap map => new JObject(map.Entries.Select(entry => new JProperty(entry.Key.Text, Convert(entry.Value, entry.Key.Text)))),
            YamlList list => new JArray(list.Items.Select(item => Convert(item, name))),
            YamlRefused => JValue.CreateNull(),
            _ when node.IsNull() => JValue.CreateNull(),
            _ when node.AsBoolean() is { } boolean => new JValue(boolean),
            _ when node.AsInteger() is { } integer => new JValue(integer),
            _ when node.AsNumber() is { } number => new JValue(number),
            _ => new JValue(((YamlScalar)node).Text),
        };
        token.AddAnnotation(new SchemaSpot(node, name));
        return token;
    }
}
