using System.Text.RegularExpressions;

namespace DatasetPipeline.Licenses;

/// <summary>
/// An SPDX licence expression (https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/): identifiers with AND, OR,
/// WITH and parentheses.
/// </summary>
internal sealed partial class LicenseExpression
{
    private const int Longest = 500;

    private readonly string[] _words;
    private readonly List<string> _current = [];
    private int _next;

    private LicenseExpression(string[] words) => _words = words;

    /// <summary>Whether it follows the grammar; of one that does not, nothing else is known.</summary>
    public bool IsWellFormed { get; private set; }

    /// <summary>The words that the list does not know.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>The words that the list calls deprecated.</summary>
    public List<string> Deprecated { get; } = [];

    /// <summary>Whether there is no way to use the work and to make derivatives of it.</summary>
    public bool ForbidsDerivatives { get; private set; }

    /// <summary>As it was written, with one space between words.</summary>
    public string Written => Join(_words);

    /// <summary>As the list writes it, deprecated identifiers replaced; null where a word is neither known nor near to one.</summary>
    public string? Current { get; private set; }

    public static LicenseExpression Parse(string text)
    {
        var expression = new LicenseExpression(text.Length > Longest ? [] : Words().Matches(text).Select(match => match.Value).ToArray());
        var forbids = expression.ReadOr();
        expression.IsWellFormed = forbids is not null && expression._next == expression._words.Length;
        expression.ForbidsDerivatives = expression.IsWellFormed && forbids!.Value;
        expression.Current = expression.IsWellFormed && !expression._current.Contains("") ? Join(expression._current) : null;
        return expression;
    }

    // Each of these returns whether derivatives are forbidden, or null where the grammar is not followed. One choice that allows
    // them is enough.
    private bool? ReadOr()
    {
        var forbids = ReadAnd();
        while (forbids is not null && Take("OR"))
            forbids = ReadAnd() is { } other ? forbids.Value && other : null;
        return forbids;
    }

    private bool? ReadAnd()
    {
        var forbids = ReadWith();
        while (forbids is not null && Take("AND"))
            forbids = ReadWith() is { } other ? forbids.Value || other : null;
        return forbids;
    }

    private bool? ReadWith()
    {
        if (Take("("))
            return ReadOr() is { } inner && Take(")") ? inner : null;
        if (Word() is not { } license)
            return null;
        var forbids = AddLicense(license);
        if (!Take("WITH"))
            return forbids;
        if (Word() is not { } exception)
            return null;
        Add(exception, SpdxList.Exception(exception), SpdxList.NearestException);
        return forbids;
    }

    private bool AddLicense(string word)
    {
        if (OwnName().Match(word) is { Success: true } own)
        {
            // In SPDX's own spelling of the two words.
            _current.Add($"{(own.Groups["document"] is { Success: true } document ? $"DocumentRef-{document.Value}:" : "")}LicenseRef-{own.Groups["name"].Value}");
            return AllRights().IsMatch(own.Groups["name"].Value);
        }

        var name = SpdxList.License(word);
        if (name is null && word.EndsWith('+') && SpdxList.License(word[..^1]) is { Successor: null } orLater)
            name = orLater with { Id = orLater.Id + "+" };
        return Add(word, name, SpdxList.NearestLicense).Contains("-ND-", StringComparison.Ordinal);
    }

    private string Add(string word, SpdxName? name, Func<string, string?> nearest)
    {
        if (name is null)
            Unknown.Add(word);
        else if (name.Successor is not null)
            Deprecated.Add(word);
        _current.Add(name is null ? nearest(word) ?? "" : name.Current);
        return _current[^1];
    }

    private string? Word() => _next < _words.Length && _words[_next] is var word && !IsSign(word) ? _words[_next++] : null;

    private bool Take(string sign)
    {
        if (_next == _words.Length || !_words[_next].Equals(sign, StringComparison.OrdinalIgnoreCase))
            return false;
        _next++;
        _current.Add(sign);
        return true;
    }

    private static bool IsSign(string word) => word.ToUpperInvariant() is "(" or ")" or "AND" or "OR" or "WITH";

    private static string Join(IEnumerable<string> words) => string.Join(' ', words).Replace("( ", "(", StringComparison.Ordinal).Replace(" )", ")", StringComparison.Ordinal);

    [GeneratedRegex(@"[()]|[^\s()]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Words();

    [GeneratedRegex(@"^(?:DocumentRef-(?<document>[A-Za-z0-9.-]+):)?LicenseRef-(?<name>[A-Za-z0-9.-]+)\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex OwnName();

    [GeneratedRegex("all-?rights-?reserved|no-?deriv", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex AllRights();
}
