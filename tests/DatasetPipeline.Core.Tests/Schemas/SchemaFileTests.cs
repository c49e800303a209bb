using System.Text;
using DatasetPipeline.Licenses;
using DatasetPipeline.Schemas;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace DatasetPipeline.Core.Tests.Schemas;

/// <summary>What an editor needs of the schemas: it completes keys and values from them, and shows their texts.</summary>
public sealed class SchemaFileTests
{
    [Theory]
    [InlineData("record")]
    [InlineData("dataset")]
    [InlineData("train")]
    public async Task Each_key_says_what_it_is_and_shows_an_example_that_it_takes(string name)
    {
        var schema = Read(name);
        var keys = KeysOf(schema).ToList();

        Assert.True(keys.Count > 10, $"{keys.Count}");
        foreach (var (path, key) in keys)
        {
            Assert.True((string?)key["description"] is { Length: > 10 } description && description.EndsWith('.'), $"{path} has no description");
            Assert.True(key["examples"] is JArray { Count: > 0 }, $"{path} has no examples");

            // Whatever stands under definitions is known to a part as well.
            var part = (JObject)key.DeepClone();
            part["definitions"] ??= schema["definitions"]?.DeepClone() ?? new JObject();
            var check = await JsonSchema.FromJsonAsync(part.ToString());
            foreach (var example in key["examples"]!.Concat(key["default"] is { } standard ? [standard] : []))
                Assert.True(check.Validate(example).Count == 0, $"{path} does not take its example {example}");
        }
    }

    [Theory]
    [InlineData("record")]
    [InlineData("dataset")]
    [InlineData("train")]
    public void A_schema_is_of_the_draft_that_editors_complete_from(string name)
    {
        var schema = Read(name);

        Assert.Equal("http://json-schema.org/draft-07/schema#", (string?)schema["$schema"]);
        Assert.Equal(false, (bool?)schema["additionalProperties"]);
        // In draft 7 a reader passes over whatever stands beside a reference.
        Assert.All(schema.Descendants().OfType<JProperty>().Where(property => property.Name == "$ref"), reference => Assert.Single(reference.Parent!.Children()));
        Assert.All(schema.Descendants().OfType<JProperty>().Where(property => property.Name == "enum"), values => Assert.True(values.Parent!["type"] is not null || values.Parent.Parent is JProperty { Name: "not" }, values.Path));
        foreach (var reference in schema.Descendants().OfType<JProperty>().Where(property => property.Name == "$ref"))
            Assert.NotNull(schema.SelectToken(((string)reference.Value!)[2..].Replace('/', '.')));
    }

    [Fact]
    public void The_licences_in_the_examples_are_right_ones() =>
        Assert.All(new[] { "record", "dataset" }.SelectMany(name => Read(name)["properties"]!["license"]!["examples"]!), license => Assert.Empty(LicenseChecks.Find((string)license!)));

    private static JObject Read(string name) => JObject.Parse(Encoding.UTF8.GetString(SchemaFile.Bytes(name)));

    // A key that refers to a definition says what that says.
    private static IEnumerable<(string Path, JObject Key)> KeysOf(JObject schema) => schema.Descendants().OfType<JProperty>()
        .Where(property => property.Name is "properties" or "definitions" && property.Value is JObject && property.Parent?.Parent is not JProperty { Name: "properties" })
        .SelectMany(properties => ((JObject)properties.Value).Properties())
        .Where(key => ((JObject)key.Value)["$ref"] is null)
        .Select(key => (key.Path, (JObject)key.Value));
}
