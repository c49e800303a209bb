using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Tokens;
using TorchSharp;

namespace DatasetPipeline.Models.Checkpoints;

/// <summary>
/// A safetensors file, mapped into memory: eight bytes that hold the header's length, a JSON header, the tensors' bytes.
/// Format: https://github.com/huggingface/safetensors.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private const long LargestHeader = 100_000_000; // the reference reader's own limit
    private const int LongestName = 1024;
    private const int MostTensors = 100_000;
    private const int DontNeed = 4; // MADV_DONTNEED
    private readonly long _length;
    private readonly Dictionary<torch.ScalarType, torch.Tensor> _maps = [];

    private SafetensorsFile(string path, long length, IReadOnlyDictionary<string, SafetensorsEntry> entries) =>
        (Path, _length, Entries) = (path, length, entries);

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <summary>Every tensor of the file, by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>Opens a file and checks that every tensor its header names lies within it.</summary>
    /// <exception cref="DiagnosticException">The file is missing (DSP8001), cut short or not safetensors (DSP8004).</exception>
    public static SafetensorsFile Open(string path)
    {
        if (!File.Exists(path))
            throw new DiagnosticException(Codes.ModelFileMissing, "The file does not exist; copy the whole model folder again.", path);
        try
        {
            using var stream = RegularFile.Open(path);
            return new SafetensorsFile(path, stream.Length, ReadHeader(path, stream));
        }
        catch (EndOfStreamException e)
        {
            throw Invalid(path, $"The file cannot be used: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(Codes.ModelFileMissing, $"The file cannot be read: {e.Message.ReplaceLineEndings(" ")}", path);
        }
    }

    /// <summary>A copy of one tensor, in the file's own type.</summary>
    public torch.Tensor Read(string name)
    {
        using var mapped = Map(name);
        return mapped.clone();
    }

    /// <summary>
    /// One tensor as it lies in the file's pages, in the file's own type: nothing is read before it is used, and what is
    /// written to it stays in memory. It outlives this object.
    /// </summary>
    public torch.Tensor Map(string name)
    {
        var entry = Entries[name];
        if (entry.Length == 0)
            return torch.empty([.. entry.Shape], dtype: entry.Type);
        var size = entry.Length / entry.Shape.Aggregate(1L, (product, d) => product * d);
        if (entry.Offset % size != 0)
            return Copy(entry);
        using var flat = Whole(entry.Type, size).narrow(0, entry.Offset / size, entry.Length / size);
        return flat.view([.. entry.Shape]);
    }

    /// <summary>
    /// Takes the pages of a mapped tensor that is of no more use out of this process's memory, which counts them as long as they
    /// are mapped; the system keeps what it likes of the file. Another tensor, and any elsewhere than on Linux, stays as it is.
    /// </summary>
    /// <param name="tensor">Of <see cref="Map"/>, or a part of it; nothing has been written to it that is still wanted.</param>
    internal void GiveBack(torch.Tensor tensor)
    {
        if (!OperatingSystem.IsLinux() || !_maps.TryGetValue(tensor.dtype, out var map))
            return;
        var ((start, end), (first, last)) = (RangeOf(tensor), RangeOf(map));
        if (start < first || end > last)
            return;

        // Whole pages alone: the first and the last one hold something of the neighbours, too.
        var page = (nint)Environment.SystemPageSize;
        (start, end) = ((start + page - 1) / page * page, end / page * page);
        if (end > start)
            _ = Advise(start, end - start, DontNeed); // in vain it costs memory and nothing else
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var map in _maps.Values)
            map.Dispose();
    }

    // The file as one row of numbers of a type; pages cost nothing until they are touched.
    private torch.Tensor Whole(torch.ScalarType type, long size)
    {
        if (!_maps.TryGetValue(type, out var map))
            _maps[type] = map = torch.from_file(Path, shared: false, size: _length / size, dtype: type).DetachFromDisposeScope();
        return map;
    }

    // A header of a length that does not suit the tensors' type leaves them where they cannot be used in place.
    private torch.Tensor Copy(SafetensorsEntry entry)
    {
        var tensor = torch.empty([.. entry.Shape], dtype: entry.Type);
        foreach (var part in TensorBytes.Parts(tensor))
        {
            using (part.Tensor)
            using (var bytes = Whole(torch.ScalarType.Byte, 1).narrow(0, entry.Offset + part.Offset, part.Length))
                bytes.bytes.CopyTo(part.Tensor.bytes);
        }

        return tensor;
    }

    private static Dictionary<string, SafetensorsEntry> ReadHeader(string path, FileStream stream)
    {
        var fileLength = stream.Length;
        var prefix = new byte[8];
        if (fileLength < 8)
            throw Invalid(path, $"The file holds {fileLength} bytes, too few for a safetensors header");
        stream.ReadExactly(prefix);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (headerLength is < 2 or > LargestHeader)
            throw Invalid(path, "The file does not begin with a safetensors header");
        if (8 + headerLength > fileLength)
            throw Invalid(path, $"The file ends at byte {fileLength}, inside its header of {headerLength} bytes");
        var header = new byte[headerLength];
        stream.ReadExactly(header);
        try
        {
            return ReadEntries(path, header, 8 + headerLength, fileLength);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw Invalid(path, "The header is not the JSON that safetensors files begin with");
        }
    }

    private static Dictionary<string, SafetensorsEntry> ReadEntries(string path, byte[] header, long dataStart, long fileLength)
    {
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(header);
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (property.Name == "__metadata__")
                continue;
            if (property.Name.Any(char.IsControl))
                throw new FormatException();
            if (property.Name.Length > LongestName)
                throw Invalid(path, $"A tensor's name has {property.Name.Length} characters, '{Shown.Name(property.Name)}'");
            if (entries.Count == MostTensors)
                throw Invalid(path, $"The header names more than {MostTensors} tensors, which no model's does");
            if (entries.ContainsKey(property.Name))
                throw Invalid(path, $"Tensor '{Shown.Name(property.Name)}' stands twice in the header");
            var typeName = property.Value.GetProperty("dtype").GetString() ?? "";
            var (type, size) = TypeOf(typeName) ?? throw Invalid(
                path,
                $"Tensor '{Shown.Name(property.Name)}' has type '{Shown.Text(typeName)}', which is not read here: BF16, F16, F32 and F64 are, and integers",
                typeName.StartsWith("F8", StringComparison.Ordinal) || typeName.StartsWith("F4", StringComparison.Ordinal) ? "the weights are quantised: take the checkpoint that they were made from" : null);
            if (property.Value.GetProperty("shape").GetArrayLength() is > Shapes.MostDimensions and var dimensions)
                throw Invalid(path, $"Tensor '{Shown.Name(property.Name)}' has {dimensions} dimensions, and at most {Shapes.MostDimensions} are read");
            long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
            long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(o => o.GetInt64())];
            if (offsets is not [var begin, var end])
                throw new FormatException();
            var bytes = shape.Aggregate((long)size, (product, d) => d < 0 ? throw new FormatException() : checked(product * d));
            if (begin < 0 || end < begin || end - begin != bytes)
                throw Invalid(path, $"Tensor '{Shown.Name(property.Name)}' of shape {Shapes.Text(shape)} needs {bytes} bytes, and the header gives it those from {begin} to {end}");
            if (end > fileLength - dataStart)
                throw Invalid(path, $"The file holds {fileLength - dataStart} bytes of tensors, but its tensor '{Shown.Name(property.Name)}' reaches to byte {end} of them");
            entries.Add(property.Name, new SafetensorsEntry(property.Name, type, shape, dataStart + begin, bytes));
        }

        CheckOrder(path, entries.Values, dataStart, fileLength);
        return entries;
    }

    // The tensors lie one behind the other and fill the file, as the reference reader demands it.
    private static void CheckOrder(string path, IEnumerable<SafetensorsEntry> entries, long dataStart, long fileLength)
    {
        var (at, before) = (dataStart, "the header");
        foreach (var entry in entries.OrderBy(e => e.Offset).ThenBy(e => e.Length))
        {
            if (entry.Offset != at)
                throw Invalid(path, $"Tensor '{Shown.Name(entry.Name)}' {(entry.Offset < at ? "overlaps" : "leaves a gap behind")} {before}");
            (at, before) = (entry.Offset + entry.Length, $"'{Shown.Name(entry.Name)}'");
        }

        if (at != fileLength)
            throw Invalid(path, $"The file goes on for {fileLength - at} bytes behind its last tensor");
    }

    private static (torch.ScalarType Type, int Size)? TypeOf(string name) => name switch
    {
        "F64" => (torch.ScalarType.Float64, 8),
        "F32" => (torch.ScalarType.Float32, 4),
        "F16" => (torch.ScalarType.Float16, 2),
        "BF16" => (torch.ScalarType.BFloat16, 2),
        "I64" => (torch.ScalarType.Int64, 8),
        "I32" => (torch.ScalarType.Int32, 4),
        "I16" => (torch.ScalarType.Int16, 2),
        "I8" => (torch.ScalarType.Int8, 1),
        "U8" => (torch.ScalarType.Byte, 1),
        "BOOL" => (torch.ScalarType.Bool, 1),
        _ => null,
    };

    private static DiagnosticException Invalid(string path, string what, string? mend = null) =>
        new(Codes.SafetensorsInvalid, $"{what}; {mend ?? "download or copy the file again"}.", path);

    // Where a tensor's bytes begin, and where they end.
    private static unsafe (nint Start, nint End) RangeOf(torch.Tensor tensor)
    {
        using var flat = tensor.view(-1);
        using var one = flat.narrow(0, 0, 1);
        fixed (byte* bytes = one.bytes)
            return ((nint)bytes, (nint)bytes + (nint)(tensor.numel() * tensor.ElementSize));
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nint address, nint length, int advice);
}
