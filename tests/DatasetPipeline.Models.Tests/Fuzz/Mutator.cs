using System.Text;
using System.Text.Json.Nodes;

namespace DatasetPipeline.Models.Tests.Fuzz;

/// <summary>Breaks files, the same way for the same seed: their bytes, and what their JSON says.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Values =
    [
        "0", "-1", "1", "2", "1e308", "-1e308", "1e-320", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "4294967296", "65536", "0.5",
        "null", "true", "false", "\"\"", "\"x\"", "\"\\u0000\"", "\"half a character\"", "\"../../../etc/passwd\"", "[]", "{}", "[[]]", "[0]", "[-1,-1]", "[1,2,3]", "[1e308,1e308]",
        "{\"a\":{\"b\":[]}}", "[9223372036854775807,9223372036854775807]", "[16777216,16777216,16777216]",
    ];

    private readonly Random _random = new(seed);

    /// <summary>One to four changes.</summary>
    public byte[] Bytes(byte[] from)
    {
        var bytes = from.ToList();
        for (var changes = _random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = _random.Next(bytes.Count);
            var length = Math.Min(_random.Next(1, 33), bytes.Count - at);
            switch (_random.Next(8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Values[_random.Next(Values.Length)]));
                    break;
                case 6:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)"[{\"0 "[_random.Next(5)], _random.Next(1, 5000)));
                    break;
                default:
                    Swap(bytes, at, _random.Next(bytes.Count));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>One to four values or keys of the JSON changed, the rest as it was.</summary>
    public byte[] Json(byte[] from)
    {
        var root = JsonNode.Parse(from)!;
        for (var changes = _random.Next(1, 5); changes > 0; changes--)
        {
            if (Any(root) is not { } node)
                break;
            if (node.Parent is JsonObject parent)
                Change(parent, node.GetPropertyName());
            else if (node.Parent is JsonArray list)
                Change(list, node.GetElementIndex());
        }

        // A lone surrogate can only be written by hand.
        return Encoding.UTF8.GetBytes(root.ToJsonString().Replace("half a character", "\\ud800", StringComparison.Ordinal));
    }

    private void Change(JsonObject parent, string name)
    {
        var value = parent[name];
        parent.Remove(name);
        switch (_random.Next(4))
        {
            case 0:
                break;
            case 1:
                parent[name + "x"] = value;
                break;
            default:
                parent[name] = JsonNode.Parse(Values[_random.Next(Values.Length)]);
                break;
        }
    }

    private void Change(JsonArray list, int at)
    {
        if (_random.Next(4) == 0)
            list.RemoveAt(at);
        else
            list[at] = JsonNode.Parse(Values[_random.Next(Values.Length)]);
    }

    // A node of the tree, not its root; deeper ones as likely as others.
    private JsonNode? Any(JsonNode root)
    {
        var at = root;
        for (JsonNode? chosen = null; ; chosen = at)
        {
            JsonNode?[] children = at switch
            {
                JsonObject o => [.. o.Select(p => p.Value)],
                JsonArray a => [.. a],
                _ => [],
            };
            var there = children.OfType<JsonNode>().ToList();
            if (there.Count == 0 || (chosen is not null && _random.Next(3) == 0))
                return chosen;
            at = there[_random.Next(there.Count)];
        }
    }

    private static void Swap(List<byte> bytes, int one, int other) => (bytes[one], bytes[other]) = (bytes[other], bytes[one]);
}
