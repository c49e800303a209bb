using System.Text.RegularExpressions;

namespace DatasetPipeline.Models.Checkpoints;

/// <summary>A family's rules, ready to be asked.</summary>
public sealed class NameRules(params NameRule[] rules)
{
    private readonly (Regex Pattern, string[] Names)[] _rules =
        [.. rules.Select(r => (new Regex(r.Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking), r.Names))];

    /// <summary>The names here of a tensor in a file: one, or one for each of its parts, or none where it is not needed.</summary>
    public IReadOnlyList<string> NamesOf(string nameInFile)
    {
        foreach (var (pattern, names) in _rules)
        {
            if (pattern.Match(nameInFile) is { Success: true } match)
                return [.. names.Select(name => string.Concat(nameInFile.AsSpan(0, match.Index), match.Result(name), nameInFile.AsSpan(match.Index + match.Length)))];
        }

        return [nameInFile];
    }
}
