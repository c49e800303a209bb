using System.Globalization;
using System.Text;

namespace DatasetPipeline.Tokens.Templates;

/// <summary>
/// Cuts a template into tokens, with white space as Jinja has it under <c>trim_blocks</c> and <c>lstrip_blocks</c>, which is how
/// transformers reads chat templates: a block alone on its line leaves no trace of the line.
/// </summary>
internal sealed class TemplateLexer(string template)
{
    private static readonly string[] TwoSigns = ["==", "!=", "<=", ">=", "//", "**"];
    private readonly List<TemplateToken> _tokens = [];
    private int _at;

    public static List<TemplateToken> Read(string template)
    {
        template = template.ReplaceLineEndings("\n");
        return new TemplateLexer(template.EndsWith('\n') ? template[..^1] : template).Read();
    }

    private List<TemplateToken> Read()
    {
        var trim = false; // all white space goes
        var trimLine = false; // one line break goes
        while (_at < template.Length)
        {
            var open = NextTag();
            var text = template[_at..open];
            if (trim)
                text = text.TrimStart();
            else if (trimLine && text.StartsWith('\n'))
                text = text[1..];
            _at = open;
            if (open == template.Length)
            {
                Add(TemplateTokenKind.Text, text);
                break;
            }

            var kind = template[open + 1];
            var control = open + 2 < template.Length ? template[open + 2] : ' ';
            if (control == '-')
                text = text.TrimEnd();
            else if (kind != '{' && control != '+')
                text = WithoutIndent(text, open);
            Add(TemplateTokenKind.Text, text);
            _at += control is '-' or '+' ? 3 : 2;
            var last = kind == '#' ? SkipComment() : ReadTag(kind);
            trim = last == '-';
            trimLine = kind != '{' && last != '+';
        }

        _tokens.Add(new(TemplateTokenKind.End, ""));
        return _tokens;
    }

    private int NextTag()
    {
        for (var at = _at; ; at++)
        {
            at = template.IndexOf('{', at);
            if (at < 0 || at + 1 >= template.Length)
                return template.Length;
            if (template[at + 1] is '{' or '%' or '#')
                return at;
        }
    }

    // White space before a block goes where nothing else stands on its line.
    private string WithoutIndent(string text, int open)
    {
        var kept = text.TrimEnd(' ', '\t');
        return kept.EndsWith('\n') || (kept.Length == 0 && (open == text.Length || template[open - text.Length - 1] == '\n')) ? kept : text;
    }

    private char SkipComment()
    {
        var end = template.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0)
            throw new TemplateException("a comment does not end");
        _at = end + 2;
        return template[end - 1];
    }

    private char ReadTag(char kind)
    {
        var close = kind == '{' ? "}}" : "%}";
        Add(TemplateTokenKind.Open, kind == '{' ? "{{" : "{%");
        var brackets = 0;
        while (true)
        {
            while (_at < template.Length && char.IsWhiteSpace(template[_at]))
                _at++;
            if (_at >= template.Length)
                throw new TemplateException("a tag does not end");
            var control = template[_at] is '-' or '+' ? template[_at] : ' ';
            if (brackets == 0 && string.CompareOrdinal(template, control == ' ' ? _at : _at + 1, close, 0, 2) == 0)
            {
                _at += control == ' ' ? 2 : 3;
                Add(TemplateTokenKind.Close, close);
                return control;
            }

            var token = Next();
            brackets += token.Text switch { "(" or "[" or "{" when token.Kind == TemplateTokenKind.Sign => 1, ")" or "]" or "}" when token.Kind == TemplateTokenKind.Sign => -1, _ => 0 };
            _tokens.Add(token);
        }
    }

    private TemplateToken Next()
    {
        var first = template[_at];
        if (first is '\'' or '"')
            return new(TemplateTokenKind.String, ReadString(first));
        if (char.IsLetter(first) || first == '_')
            return new(TemplateTokenKind.Name, Take(c => char.IsLetterOrDigit(c) || c == '_'));
        if (char.IsAsciiDigit(first))
        {
            var whole = Take(char.IsAsciiDigit);
            if (_at + 1 < template.Length && template[_at] == '.' && char.IsAsciiDigit(template[_at + 1]))
                whole += Take(c => char.IsAsciiDigit(c) || c == '.');
            return new(TemplateTokenKind.Number, whole);
        }

        var sign = TwoSigns.FirstOrDefault(s => string.CompareOrdinal(template, _at, s, 0, 2) == 0) ?? first.ToString();
        if (!"+-*/%~=!<>()[]{},:.|".Contains(first, StringComparison.Ordinal))
            throw new TemplateException($"the sign {first} is not known");
        _at += sign.Length;
        return new(TemplateTokenKind.Sign, sign);
    }

    private string Take(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < template.Length && belongs(template[_at]))
            _at++;
        return template[start.._at];
    }

    private string ReadString(char quote)
    {
        var text = new StringBuilder();
        for (_at++; _at < template.Length && template[_at] != quote; _at++)
        {
            if (template[_at] != '\\' || _at + 1 >= template.Length)
            {
                text.Append(template[_at]);
                continue;
            }

            _at++;
            switch (template[_at])
            {
                case 'n': text.Append('\n'); break;
                case 't': text.Append('\t'); break;
                case 'r': text.Append('\r'); break;
                case 'x': text.Append(Code(2)); break;
                case 'u': text.Append(Code(4)); break;
                case '\n': break;
                case '\\' or '\'' or '"': text.Append(template[_at]); break;
                default: text.Append('\\').Append(template[_at]); break;
            }
        }

        if (_at++ >= template.Length)
            throw new TemplateException("a string does not end");
        return text.ToString();
    }

    private char Code(int digits)
    {
        if (_at + digits >= template.Length || !ushort.TryParse(template.AsSpan(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw new TemplateException("an escape in a string is broken");
        _at += digits;
        return (char)code;
    }

    private void Add(TemplateTokenKind kind, string text)
    {
        if (kind != TemplateTokenKind.Text || text.Length > 0)
            _tokens.Add(new(kind, text));
    }
}
