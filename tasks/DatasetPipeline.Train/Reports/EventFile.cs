using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace DatasetPipeline.Train.Reports;

/// <summary>
/// A file of TensorBoard's: records of TFRecord (length, its checksum, content, its checksum), each an Event of
/// tensorflow/core/util/event.proto with figures of one step. Its times are the clock's, so no two runs write the same.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private readonly TimeProvider _time;
    private readonly FileStream _file;

    /// <summary>Opens a new file; TensorBoard reads all of a folder as one run.</summary>
    /// <param name="folder">It is made.</param>
    /// <param name="time">Where the times of the events come from.</param>
    public EventFile(string folder, TimeProvider time)
    {
        _time = time;
        Directory.CreateDirectory(folder);
        // TensorBoard takes every file with tfevents in its name, in the order of the names.
        var name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{time.GetUtcNow().ToUnixTimeSeconds():0000000000}.{Environment.ProcessId}");
        var path = Path.Combine(folder, name);
        for (var i = 1; File.Exists(path); i++)
            path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"));
        _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Write(step: 0, version: "brain.Event:2", []);
    }

    /// <summary>Writes figures of one step; whoever reads the file at this moment sees them whole.</summary>
    public void Write(long step, IEnumerable<(string Tag, double Value)> figures) => Write(step, version: null, figures);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>The checksum of TFRecord: CRC-32C, turned and moved so that a checksum of checksums is none of its fixed points.</summary>
    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return unchecked(BitOperations.RotateRight(~crc, 15) + 0xA282EAD8);
    }

    private void Write(long step, string? version, IEnumerable<(string Tag, double Value)> figures)
    {
        var summary = new Message();
        foreach (var (tag, value) in figures)
            summary.Add(1, new Message().Add(1, Encoding.UTF8.GetBytes(tag)).Add(2, (float)value));
        var message = new Message().Add(1, (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds).Add(2, (ulong)step);
        var content = (version is null ? message.Add(5, summary) : message.Add(3, Encoding.UTF8.GetBytes(version))).ToArray();

        var record = new byte[content.Length + 16];
        BinaryPrimitives.WriteInt64LittleEndian(record, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Checksum(record.AsSpan(0, 8)));
        content.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + content.Length), Checksum(content));
        _file.Write(record);
        _file.Flush();
    }

    /// <summary>A message of protocol buffers (https://protobuf.dev/programming-guides/encoding), field by field.</summary>
    private sealed class Message
    {
        private readonly MemoryStream _bytes = new();

        public Message Add(int field, double value) => Fixed(field, 1, BitConverter.GetBytes(value));

        public Message Add(int field, float value) => Fixed(field, 5, BitConverter.GetBytes(value));

        public Message Add(int field, ulong value)
        {
            Number((ulong)field << 3);
            Number(value);
            return this;
        }

        public Message Add(int field, Message value) => Add(field, value.ToArray());

        public Message Add(int field, byte[] value)
        {
            Number(((ulong)field << 3) | 2);
            Number((ulong)value.Length);
            _bytes.Write(value);
            return this;
        }

        public byte[] ToArray() => _bytes.ToArray();

        // Little end first, as x64 and arm64 have it.
        private Message Fixed(int field, ulong kind, byte[] value)
        {
            Number(((ulong)field << 3) | kind);
            _bytes.Write(value);
            return this;
        }

        // Seven bits a byte, the lowest first.
        private void Number(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
                _bytes.WriteByte((byte)(value | 0x80));
            _bytes.WriteByte((byte)value);
        }
    }
}
