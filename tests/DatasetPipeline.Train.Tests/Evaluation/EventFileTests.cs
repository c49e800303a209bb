using System.Buffers.Binary;
using System.Text;
using DatasetPipeline.Train.Reports;

namespace DatasetPipeline.Train.Tests.Evaluation;

/// <summary>Reads what was written byte by byte, with a checksum of its own.</summary>
public sealed class EventFileTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 20, 30, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("events ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Lengths_and_checksums_hold_and_the_figures_come_back()
    {
        using (var file = new EventFile(_folder, new Clock()))
        {
            file.Write(1, [("train/loss", 3.25), ("train/learning_rate", 1e-4)]);
            file.Write(300, [("eval/loss", 2.5), ("eval/損失", double.NaN)]);
            // Whole while it is still open.
            Assert.Equal(3, Read().Count);
        }

        Assert.Equal(
            [
                new Event(1772446831, 0, "brain.Event:2", []),
                new Event(1772446832, 1, null, [("train/loss", 3.25f), ("train/learning_rate", 1e-4f)]),
                new Event(1772446833, 300, null, [("eval/loss", 2.5f), ("eval/損失", float.NaN)]),
            ],
            Read());
    }

    [Fact]
    public void A_second_file_of_the_same_second_does_not_overwrite_the_first()
    {
        using (var first = new EventFile(_folder, new Clock()))
        using (var second = new EventFile(_folder, new Clock()))
            second.Write(1, [("a", 1)]);

        Assert.Equal(2, Directory.GetFiles(_folder).Length);
        Assert.All(Directory.GetFiles(_folder), file => Assert.Contains("tfevents", Path.GetFileName(file), StringComparison.Ordinal));
    }

    [Fact]
    public void The_checksum_is_the_one_of_its_specification()
    {
        // RFC 3720, B.4: 32 zeros, 32 ones, "123456789".
        Assert.Equal(Masked(0x8A9136AA), EventFile.Checksum(new byte[32]));
        Assert.Equal(Masked(0x62A8AB43), EventFile.Checksum([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(Masked(0xE3069283), EventFile.Checksum("123456789"u8));
        Assert.Equal(Masked(0xE3069283), Masked(Crc("123456789"u8)));
    }

    private static uint Masked(uint crc) => unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8);

    // Bit by bit, of the reversed polynomial.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }

        return ~crc;
    }

    private List<Event> Read()
    {
        var path = Directory.GetFiles(_folder).Single();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Events(file);
    }

    internal static List<(string Tag, long Step, float Value)> Scalars(string path)
    {
        using var file = File.OpenRead(path);
        return [.. Events(file).SelectMany(e => e.Figures.Select(figure => (figure.Tag, e.Step, figure.Value)))];
    }

    private static List<Event> Events(Stream file)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var events = new List<Event>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(Masked(Crc(bytes.AsSpan(at, 8))), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            var content = bytes.AsSpan(at + 12, length);
            Assert.Equal(Masked(Crc(content)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            events.Add(Parse(content));
            at += length + 16;
        }

        return events;
    }

    private static Event Parse(ReadOnlySpan<byte> message)
    {
        var (time, step, version, figures) = (0.0, 0L, (string?)null, new List<(string, float)>());
        while (message.Length > 0)
        {
            switch (Number(ref message))
            {
                case (1 << 3) | 1:
                    time = BinaryPrimitives.ReadDoubleLittleEndian(message);
                    message = message[8..];
                    break;
                case 2 << 3:
                    step = (long)Number(ref message);
                    break;
                case (3 << 3) | 2:
                    version = Encoding.UTF8.GetString(Bytes(ref message));
                    break;
                case (5 << 3) | 2:
                    var summary = Bytes(ref message);
                    while (summary.Length > 0)
                    {
                        Assert.Equal((ulong)((1 << 3) | 2), Number(ref summary));
                        var value = Bytes(ref summary);
                        Assert.Equal((ulong)((1 << 3) | 2), Number(ref value));
                        var tag = Encoding.UTF8.GetString(Bytes(ref value));
                        Assert.Equal((ulong)((2 << 3) | 5), Number(ref value));
                        figures.Add((tag, BinaryPrimitives.ReadSingleLittleEndian(value)));
                        Assert.Equal(4, value.Length);
                    }

                    break;
                default:
                    Assert.Fail("a field that no event has");
                    break;
            }
        }

        return new(time, step, version, figures);
    }

    private static ulong Number(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
    }

    private static ReadOnlySpan<byte> Bytes(ref ReadOnlySpan<byte> bytes)
    {
        var length = (int)Number(ref bytes);
        var taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }

    private sealed record Event(double Time, long Step, string? Version, List<(string Tag, float Value)> Figures)
    {
        public bool Equals(Event? other) => other is not null && (Time, Step, Version) == (other.Time, other.Step, other.Version) && Figures.SequenceEqual(other.Figures);

        public override int GetHashCode() => Step.GetHashCode();
    }

    /// <summary>A second later each time.</summary>
    private sealed class Clock : TimeProvider
    {
        private int _asked;

        public override DateTimeOffset GetUtcNow() => Start.AddSeconds(_asked++);
    }
}
