using System.Globalization;
using System.Text;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DatasetPipeline.Yaml;

/// <summary>
/// Builds a <see cref="YamlFile"/> from YamlDotNet's events. Anchors, aliases, tags and second documents are refused: nothing
/// here needs them, and each is a way for a file to mean something else than it shows.
/// </summary>
internal sealed class YamlReader
{
    public const int MaxBytes = 1 << 20;
    private const int MaxDepth = 32;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _path;
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly IParser _parser;
    private readonly string _text;

    private YamlReader(string path, string text)
    {
        (_path, _text) = (path, text);
        _parser = new Parser(new Scanner(new StringReader(text)));
    }

    public static YamlFile Read(string path, byte[] bytes)
    {
        var content = bytes.AsSpan();
        if (content.StartsWith(Encoding.Unicode.Preamble) || content.StartsWith(Encoding.BigEndianUnicode.Preamble))
            return new(path, YamlMap.Empty, [new(Codes.NotUtf8, "the file is UTF-16; save it as UTF-8", path)]);
        if (content.StartsWith(Encoding.UTF8.Preamble))
            content = content[Encoding.UTF8.Preamble.Length..];

        string text;
        try
        {
            text = StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException e)
        {
            return NotUtf8(path, content[..e.Index]);
        }

        var reader = new YamlReader(path, text);
        var root = text.Contains('\0', StringComparison.Ordinal) ? reader.RefuseZero() : reader.ReadFile();
        reader._diagnostics.Sort((a, b) => (a.Line, a.Column).CompareTo((b.Line, b.Column)));
        return new(path, root, reader._diagnostics);
    }

    public static YamlFile TooLarge(string path, long size) => new(path, YamlMap.Empty,
    [
        new(Codes.FileTooLarge, string.Create(CultureInfo.InvariantCulture,
            $"the file has {size} bytes, more than the {MaxBytes} that a YAML file may have here; does it hold what belongs into another file?"), path),
    ]);

    private static YamlFile NotUtf8(string path, ReadOnlySpan<byte> before)
    {
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new(path, YamlMap.Empty,
            [new(Codes.NotUtf8, "a byte here is not UTF-8; save the file as UTF-8", path, line, column)]);
    }

    // The parser takes it for the end of the file.
    private YamlMap RefuseZero()
    {
        var before = _text[.._text.IndexOf('\0', StringComparison.Ordinal)];
        _diagnostics.Add(new(Codes.NotYaml, "a zero byte stands here, so this is no text; take it away, or write the file anew", _path, before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n')));
        return YamlMap.Empty;
    }

    private YamlMap ReadFile()
    {
        try
        {
            _parser.Consume<StreamStart>();
            if (_parser.Accept<StreamEnd>(out _))
                return YamlMap.Empty;

            _parser.Consume<DocumentStart>();
            var root = ReadNode(depth: 0);
            _parser.Consume<DocumentEnd>();
            if (_parser.Accept<DocumentStart>(out var second))
                Report(Codes.SeveralDocuments, "a second YAML document starts here; one file holds one document, so move it into a file of its own", second.Start);

            return AsRoot(root);
        }
        catch (YamlException e)
        {
            ReportSyntax(e);
            return YamlMap.Empty;
        }
    }

    private YamlMap AsRoot(YamlNode root)
    {
        if (root is YamlMap map)
            return map;
        if (!root.IsNull())
            _diagnostics.Add(new(Codes.NotAMap, "the file does not hold keys and values; write it as \"key: value\" lines", _path, root.Line, root.Column));
        return YamlMap.Empty;
    }

    private YamlNode ReadNode(int depth)
    {
        if (depth > MaxDepth)
            throw new SemanticErrorException(_parser.Current!.Start, _parser.Current.End, "values are nested too deeply");

        switch (_parser.Current)
        {
            case AnchorAlias alias:
                Report(Codes.AnchorOrAlias, $"{Shown.Value("*" + alias.Value)} is an alias; write the value out", alias.Start);
                _parser.MoveNext();
                return new YamlRefused(Line(alias.Start), Column(alias.Start));
            case Scalar scalar:
                var refused = RefuseTag(scalar);
                RefuseAnchor(scalar);
                _parser.MoveNext();
                return refused
                    ? new YamlRefused(Line(scalar.Start), Column(scalar.Start))
                    : new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, Line(scalar.Start), Column(scalar.Start)) { EndLine = Line(scalar.End), CutAt = CutAt(scalar) };
            case SequenceStart start:
                RefuseTag(start);
                RefuseAnchor(start);
                return ReadList(start, depth);
            case MappingStart start:
                RefuseTag(start);
                RefuseAnchor(start);
                return ReadMap(start, depth);
            default:
                throw new SyntaxErrorException(_parser.Current!.Start, _parser.Current.End, "a value was expected");
        }
    }

    private YamlList ReadList(SequenceStart start, int depth)
    {
        _parser.MoveNext();
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return new(items, Line(start.Start), Column(start.Start));
    }

    private YamlMap ReadMap(MappingStart start, int depth)
    {
        _parser.MoveNext();
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var at = _parser.Current!.Start;
            var word = ReadNode(depth + 1);
            if (word is not (YamlScalar or YamlRefused))
                throw new SemanticErrorException(at, at, "a key must be a single word");

            var value = ReadNode(depth + 1);
            if (word is not YamlScalar key)
                continue;
            if (lines.TryAdd(key.Text, key.Line))
                entries.Add(new(key, value));
            else
                Report(Codes.RepeatedKey, string.Create(CultureInfo.InvariantCulture, $"the key {Shown.Value(key.Text)} stands in line {lines[key.Text]} already; keep one of them"), at);
        }

        return new(entries, Line(start.Start), Column(start.Start));
    }

    // "Order #12" ends at the space; somebody who writes a comment puts a space behind the # as well.
    private int? CutAt(Scalar scalar)
    {
        if (scalar.Style != ScalarStyle.Plain)
            return null;
        var rest = _text.AsSpan((int)scalar.End.Index);
        var spaces = rest.Length - rest.TrimStart(" \t").Length;
        return spaces > 0 && rest[spaces..] is ['#', not (' ' or '\t' or '\r' or '\n' or '#' or '!'), ..] ? Column(scalar.End) + spaces : null;
    }

    private void RefuseAnchor(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
            Report(Codes.AnchorOrAlias, $"{Shown.Value("&" + node.Anchor.Value)} is an anchor; write the value out where it is needed", node.Start);
    }

    private bool RefuseTag(NodeEvent node)
    {
        if (node.Tag.IsEmpty || (node.Tag.IsNonSpecific && node is Scalar))
            return false;
        Report(Codes.Tag, $"{Shown.Value(node.Tag.Value)} is a YAML tag, which has no meaning here; take it away, and put a text that looks like a number into quotes", node.Start);
        return true;
    }

    private void ReportSyntax(YamlException error)
    {
        // Of some tabs the parser tells where the map around them begins.
        var last = error.Message.Contains("tab", StringComparison.OrdinalIgnoreCase) ? int.MaxValue : Line(error.End) + 1;
        if (TabIn(_text, Line(error.Start), last) is var (line, column))
            _diagnostics.Add(new(Codes.Tab, "a tab indents this line; YAML wants spaces", _path, line, column));
        else
            Report(Codes.NotYaml, $"this is not YAML: {Sentence(error.Message)}{QuotesHint(Line(error.Start))}", error.Start);
    }

    // The parser's error may begin and end with the key whose value the tab breaks off.
    private static (int Line, int Column)? TabIn(string text, int first, int last)
    {
        var lines = text.Split('\n');
        for (var i = Math.Max(first, 1); i <= Math.Min(last, lines.Length); i++)
        {
            var line = lines[i - 1];
            var tab = line[..(line.Length - line.TrimStart().Length)].IndexOf('\t');
            if (tab >= 0)
                return (i, tab + 1);
        }

        return null;
    }

    // A sentence with a colon in it, or with a sign of YAML's at its start.
    private string QuotesHint(int number)
    {
        var line = _text.Split('\n').ElementAtOrDefault(number - 1)?.Trim().TrimStart('-').TrimStart() ?? "";
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (colon <= 0 || line[..colon].Any(c => !char.IsAsciiLetter(c) && c != '_'))
            return "";
        var value = line[(colon + 2)..].TrimStart();
        return value.Contains(": ", StringComparison.Ordinal) || value.IndexOfAny([.. "\"'@%`[{|>&*!"]) == 0
            ? value.Contains('\'', StringComparison.Ordinal) ? "; put the whole text behind >- into a line of its own" : "; put the whole text into single quotes"
            : "";
    }

    private static string Sentence(string message) =>
        message.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(message[0]) + Shown.Line(message[1..].TrimEnd('.'));

    private void Report(string code, string message, Mark at) =>
        _diagnostics.Add(new(code, message, _path, Line(at), Column(at)));

    private static int Line(Mark mark) => (int)mark.Line;

    private static int Column(Mark mark) => (int)mark.Column;
}
