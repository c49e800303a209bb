using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DatasetPipeline.Tokens.Tests;

/// <summary>Just enough of safetensors to read float32 samples; the real reader belongs to Models.</summary>
internal sealed class SafetensorsFile
{
    private readonly byte[] _bytes;
    private readonly int _dataStart;
    private readonly JsonElement _header;

    public SafetensorsFile(string path)
    {
        _bytes = File.ReadAllBytes(path);
        _dataStart = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(_bytes);
        _header = JsonDocument.Parse(_bytes.AsMemory(8, _dataStart - 8)).RootElement;
    }

    public float[]? Find(string name)
    {
        if (!_header.TryGetProperty(name, out var tensor) || tensor.GetProperty("dtype").GetString() != "F32")
            return null;
        var offsets = tensor.GetProperty("data_offsets");
        return MemoryMarshal.Cast<byte, float>(_bytes.AsSpan((_dataStart + offsets[0].GetInt32())..(_dataStart + offsets[1].GetInt32()))).ToArray();
    }
}
