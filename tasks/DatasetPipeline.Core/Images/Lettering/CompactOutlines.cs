using System.Buffers.Binary;

namespace DatasetPipeline.Images.Lettering;

/// <summary>
/// Glyphs of a Compact Font Format table: programs for a small stack machine, Type 2 charstrings. The font was written
/// without hints and subroutines, so moves, lines and curves are all there is.
/// </summary>
/// <remarks>https://adobe-type-tools.github.io/font-tech-notes/pdfs/5176.CFF.pdf and 5177.Type2.pdf.</remarks>
internal sealed class CompactOutlines
{
    private const int CharStringsKey = 17;
    private const int MostOperands = 48;

    private readonly ReadOnlyMemory<byte> _table;
    private readonly int _glyphs;

    public CompactOutlines(ReadOnlyMemory<byte> table)
    {
        _table = table;
        var names = (int)table.Span[2];
        var tops = EndOfIndex(names);
        var (start, length) = Entry(tops, 0);
        _glyphs = OffsetOfGlyphs(table.Span.Slice(start, length));
    }

    public void Draw(int glyph, Outline outline, double x, double baseline, double scale)
    {
        var (start, length) = Entry(_glyphs, glyph);
        new Pen(outline, x, baseline, scale).Run(_table.Span.Slice(start, length));
    }

    // An INDEX: a count, the size of offsets, one offset more than entries, the entries.
    private (int Start, int Length) Entry(int index, int i)
    {
        var count = UInt16(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(i, count);
        var data = index + 2 + (_table.Span[index + 2] * (count + 1));
        var (from, to) = (Offset(index, i), Offset(index, i + 1));
        return (data + from, to - from);
    }

    private int EndOfIndex(int index)
    {
        var count = UInt16(index);
        return count == 0 ? index + 2 : index + 2 + (_table.Span[index + 2] * (count + 1)) + Offset(index, count);
    }

    private int Offset(int index, int i)
    {
        var (size, offset) = (_table.Span[index + 2], 0);
        foreach (var part in _table.Span.Slice(index + 3 + (i * size), size))
            offset = (offset << 8) | part;
        return offset;
    }

    private int UInt16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_table.Span[at..]);

    // A DICT: operands, then the key that they are for.
    private static int OffsetOfGlyphs(ReadOnlySpan<byte> dict)
    {
        var operand = 0;
        for (var i = 0; i < dict.Length;)
        {
            var b = dict[i++];
            switch (b)
            {
                case CharStringsKey:
                    return operand;
                case 12:
                    i++;
                    break;
                case 28:
                    operand = BinaryPrimitives.ReadInt16BigEndian(dict[i..]);
                    i += 2;
                    break;
                case 29:
                    operand = BinaryPrimitives.ReadInt32BigEndian(dict[i..]);
                    i += 4;
                    break;
                case 30:
                    // A decimal number, four bits a digit, of which none is an offset.
                    while ((dict[i++] & 15) != 15)
                    {
                    }

                    break;
                case >= 32 and <= 246:
                    operand = b - 139;
                    break;
                case >= 247 and <= 250:
                    operand = ((b - 247) * 256) + dict[i++] + 108;
                    break;
                case >= 251 and <= 254:
                    operand = (-(b - 251) * 256) - dict[i++] - 108;
                    break;
            }
        }

        throw new InvalidDataException("The font has no glyphs.");
    }

    /// <summary>The machine that runs one glyph's program. A pen moves in font units, upwards; pictures count downwards.</summary>
    private ref struct Pen(Outline outline, double left, double baseline, double scale)
    {
        private readonly double[] _stack = new double[MostOperands];
        private int _count;
        private double _x;
        private double _y;
        private bool _isOpen;

        public void Run(ReadOnlySpan<byte> program)
        {
            for (var i = 0; i < program.Length;)
            {
                var b = program[i++];
                switch (b)
                {
                    case 28:
                        Push(BinaryPrimitives.ReadInt16BigEndian(program[i..]));
                        i += 2;
                        break;
                    case >= 32 and <= 246:
                        Push(b - 139);
                        break;
                    case >= 247 and <= 250:
                        Push(((b - 247) * 256) + program[i++] + 108);
                        break;
                    case >= 251 and <= 254:
                        Push((-(b - 251) * 256) - program[i++] - 108);
                        break;
                    case 255:
                        Push(BinaryPrimitives.ReadInt32BigEndian(program[i..]) / 65536.0);
                        i += 4;
                        break;
                    default:
                        Do(b);
                        _count = 0;
                        break;
                }
            }
        }

        private void Push(double value) => _stack[_count++] = value;

        // An operand more than a move takes is the glyph's width, which hmtx has too.
        private void Do(byte operation)
        {
            switch (operation)
            {
                case 21:
                    Move(_stack[_count - 2], _stack[_count - 1]);
                    break;
                case 22:
                    Move(_stack[_count - 1], 0);
                    break;
                case 4:
                    Move(0, _stack[_count - 1]);
                    break;
                case 5:
                    Lines(0, _count);
                    break;
                case 6:
                    AlternatingLines(isHorizontal: true);
                    break;
                case 7:
                    AlternatingLines(isHorizontal: false);
                    break;
                case 8:
                    Curves(0, _count);
                    break;
                case 24:
                    Curves(0, _count - 2);
                    Lines(_count - 2, _count);
                    break;
                case 25:
                    Lines(0, _count - 6);
                    Curves(_count - 6, _count);
                    break;
                case 26:
                    SmoothCurves(isHorizontal: false);
                    break;
                case 27:
                    SmoothCurves(isHorizontal: true);
                    break;
                case 30:
                    AlternatingCurves(isHorizontal: false);
                    break;
                case 31:
                    AlternatingCurves(isHorizontal: true);
                    break;
                case 14:
                    Close();
                    break;
                default:
                    throw new InvalidDataException($"The font's glyph has the operation {operation}, which a font without hints and subroutines has not.");
            }
        }

        private void Move(double dx, double dy)
        {
            Close();
            (_x, _y, _isOpen) = (_x + dx, _y + dy, true);
            outline.Move(left + (_x * scale), baseline - (_y * scale));
        }

        private void Close()
        {
            if (_isOpen)
                outline.Close();
            _isOpen = false;
        }

        private void Line(double dx, double dy)
        {
            (_x, _y) = (_x + dx, _y + dy);
            outline.Line(left + (_x * scale), baseline - (_y * scale));
        }

        private void Curve(double dx1, double dy1, double dx2, double dy2, double dx3, double dy3)
        {
            double x1 = _x + dx1, y1 = _y + dy1, x2 = x1 + dx2, y2 = y1 + dy2;
            (_x, _y) = (x2 + dx3, y2 + dy3);
            outline.Curve(
                left + (x1 * scale), baseline - (y1 * scale), left + (x2 * scale), baseline - (y2 * scale),
                left + (_x * scale), baseline - (_y * scale));
        }

        private void Lines(int from, int to)
        {
            for (var i = from; i + 1 < to; i += 2)
                Line(_stack[i], _stack[i + 1]);
        }

        private void AlternatingLines(bool isHorizontal)
        {
            for (var i = 0; i < _count; i++, isHorizontal = !isHorizontal)
                Line(isHorizontal ? _stack[i] : 0, isHorizontal ? 0 : _stack[i]);
        }

        private void Curves(int from, int to)
        {
            for (var i = from; i + 5 < to; i += 6)
                Curve(_stack[i], _stack[i + 1], _stack[i + 2], _stack[i + 3], _stack[i + 4], _stack[i + 5]);
        }

        // Begin and end in one direction; an odd operand in front is the first curve's other coordinate.
        private void SmoothCurves(bool isHorizontal)
        {
            var i = _count % 4;
            var across = i == 1 ? _stack[0] : 0;
            for (; i + 3 < _count; i += 4, across = 0)
            {
                if (isHorizontal)
                    Curve(_stack[i], across, _stack[i + 1], _stack[i + 2], _stack[i + 3], 0);
                else
                    Curve(across, _stack[i], _stack[i + 1], _stack[i + 2], 0, _stack[i + 3]);
            }
        }

        // Begin in one direction and end in the other, in turn; an odd operand at the end is the last curve's other coordinate.
        private void AlternatingCurves(bool isHorizontal)
        {
            for (var i = 0; i + 3 < _count; i += 4, isHorizontal = !isHorizontal)
            {
                var last = _count - i == 5 ? _stack[i + 4] : 0;
                if (isHorizontal)
                    Curve(_stack[i], 0, _stack[i + 1], _stack[i + 2], last, _stack[i + 3]);
                else
                    Curve(0, _stack[i], _stack[i + 1], _stack[i + 2], _stack[i + 3], last);
            }
        }
    }
}
