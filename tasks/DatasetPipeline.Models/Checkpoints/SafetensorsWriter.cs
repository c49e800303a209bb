using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;

namespace DatasetPipeline.Models.Checkpoints;

/// <summary>Writes a safetensors file: names in ordinal order, no gap, the same tensors always the same bytes.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes to a temporary name beside <paramref name="path"/>, then renames.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Float32 or bfloat16, on any device.</param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, torch.Tensor>> tensors)
    {
        var sorted = tensors.OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        var header = Header(sorted);
        var temporary = path + ".tmp";
        using (var stream = File.Create(temporary))
        {
            var prefix = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
            stream.Write(prefix);
            stream.Write(header);
            foreach (var (_, tensor) in sorted)
            {
                using var scope = torch.NewDisposeScope();
                foreach (var part in TensorBytes.Parts(tensor.detach().cpu().contiguous()))
                    stream.Write(part.Tensor.bytes);
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static byte[] Header(List<KeyValuePair<string, torch.Tensor>> tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var offset = 0L;
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt"); // transformers refuses a file that does not say so
            json.WriteEndObject();
            foreach (var (name, tensor) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", TypeName(tensor.dtype));
                json.WriteStartArray("shape");
                foreach (var dimension in tensor.shape)
                    json.WriteNumberValue(dimension);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.numel() * tensor.ElementSize);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // The tensors begin at a multiple of eight, as the reference writer has it.
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static string TypeName(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float32 => "F32",
        torch.ScalarType.BFloat16 => "BF16",
        torch.ScalarType.Float16 => "F16",
        torch.ScalarType.Int64 => "I64",
        torch.ScalarType.Int32 => "I32",
        torch.ScalarType.Byte => "U8",
        _ => throw new NotSupportedException($"{type} has no name in safetensors here."),
    };
}
