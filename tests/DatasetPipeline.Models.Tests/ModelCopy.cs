using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models.Lora;
using TorchSharp;

namespace DatasetPipeline.Models.Tests;

/// <summary>A copy of a checkpoint and an adapter, to break.</summary>
internal sealed class ModelCopy : IDisposable
{
    public ModelCopy(string layout = "model")
    {
        var own = Path.Combine(Goldens.Own, "qwen3_vl");
        Copy(Path.Combine(own, layout), Model);
        Copy(Path.Combine(own, "lora", "initial"), AdapterFolder);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("broken-").FullName;

    public string Model => Path.Combine(Root, "model");

    public string AdapterFolder => Path.Combine(Root, "adapter");

    public string Weights => Path.Combine(Model, "model.safetensors");

    public string Config => Path.Combine(Model, "config.json");

    public string AdapterWeights => Path.Combine(AdapterFolder, Adapter.TensorsFile);

    public string AdapterConfig => Path.Combine(AdapterFolder, Adapter.ConfigFile);

    /// <summary>Sets a value under a path of keys, e.g. text_config.vocab_size; "absent" removes it.</summary>
    public static void Set(string file, string keys, string json)
    {
        var root = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        var path = keys.Split('.');
        var inner = path[..^1].Aggregate(root, (node, key) => node[key]!.AsObject());
        inner.Remove(path[^1]);
        if (json != "absent")
            inner[path[^1]] = JsonNode.Parse(json);
        File.WriteAllText(file, root.ToJsonString());
    }

    /// <summary>The header's JSON rewritten, the tensors' bytes as they were.</summary>
    public static void EditHeader(string file, Func<string, string> edit)
    {
        var (header, data) = Split(file);
        Join(file, edit(header), data);
    }

    public static void EditHeader(string file, Action<JsonObject> edit) => EditHeader(file, text =>
    {
        var header = JsonNode.Parse(text)!.AsObject();
        edit(header);
        return header.ToJsonString();
    });

    /// <summary>Takes a tensor out, with its bytes.</summary>
    public static void Remove(string file, string name)
    {
        var (text, data) = Split(file);
        var header = JsonNode.Parse(text)!.AsObject();
        var (begin, end) = Offsets(header, name);
        header.Remove(name);
        foreach (var (_, entry) in header.Where(e => e.Key != "__metadata__"))
        {
            var offsets = entry!["data_offsets"]!.AsArray();
            if ((long)offsets[0]! >= end)
                entry["data_offsets"] = new JsonArray((long)offsets[0]! - (end - begin), (long)offsets[1]! - (end - begin));
        }

        Join(file, header.ToJsonString(), [.. data[..(int)begin], .. data[(int)end..]]);
    }

    /// <summary>Puts a tensor of zeros at the end.</summary>
    public static void Add(string file, string name, string type, params int[] shape)
    {
        var (text, data) = Split(file);
        var header = JsonNode.Parse(text)!.AsObject();
        var bytes = shape.Aggregate(type == "F32" ? 4 : type == "U8" ? 1 : 2, (product, d) => product * d);
        header[name] = new JsonObject { ["dtype"] = type, ["shape"] = new JsonArray([.. shape.Select(d => (JsonNode)d)]), ["data_offsets"] = new JsonArray(data.Length, data.Length + bytes) };
        Join(file, header.ToJsonString(), [.. data, .. new byte[bytes]]);
    }

    public static (long Begin, long End) Offsets(JsonObject header, string name)
    {
        var offsets = header[name]!["data_offsets"]!.AsArray();
        return ((long)offsets[0]!, (long)offsets[1]!);
    }

    public static void Cut(string file, long length)
    {
        using var stream = File.OpenWrite(file);
        stream.SetLength(length);
    }

    /// <summary>What opening the model says.</summary>
    public IReadOnlyList<Diagnostic> Open()
    {
        using var scope = torch.NewDisposeScope();
        return Checked(Assert.Throws<DiagnosticException>(() => ModelFolder.Open(Model)));
    }

    /// <summary>What loading the adapter onto the model says.</summary>
    public IReadOnlyList<Diagnostic> LoadAdapter()
    {
        using var scope = torch.NewDisposeScope();
        var model = ModelFolder.Open(Model);
        var diagnostics = Checked(Assert.Throws<DiagnosticException>(() => Adapter.Load(model, AdapterFolder)));
        Assert.All(model.LanguageLinears, linear => Assert.Null(linear.Lora));
        return diagnostics;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private IReadOnlyList<Diagnostic> Checked(DiagnosticException error)
    {
        Assert.All(error.Diagnostics, diagnostic =>
        {
            Assert.StartsWith("DSP8", diagnostic.Code);
            Assert.StartsWith(Root, diagnostic.File);
            Assert.DoesNotContain('\n', diagnostic.ToString());
            Assert.DoesNotContain('[', diagnostic.Message);
            Assert.DoesNotContain("   at ", diagnostic.Message);
        });
        return error.Diagnostics;
    }

    private static (string Header, byte[] Data) Split(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return (Encoding.UTF8.GetString(bytes, 8, length), bytes[(8 + length)..]);
    }

    private static void Join(string file, string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, text.Length);
        File.WriteAllBytes(file, [.. prefix, .. text, .. data]);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
