using System.Text;
using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Yaml;

namespace DatasetPipeline.Privacy;

/// <summary>
/// Takes secrets out of messages. A rule quotes a text as it sees it, shortened, in small letters or with spaces between its words:
/// so letters and digits alone are compared, and a part is as secret as the whole.
/// </summary>
internal sealed class SecretMask
{
    // Of letters and digits that follow each other in a secret, as many as no other text has by chance.
    private const int Part = 8;
    private const int PartOfNumber = 6;

    private readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _starts = new(StringComparer.Ordinal);
    private readonly SortedSet<int> _lengths = [];

    private readonly Func<string, IEnumerable<Secret>> _find;

    /// <param name="secrets">What must not be shown.</param>
    /// <param name="find">What finds more of it in a message.</param>
    public SecretMask(IEnumerable<Secret> secrets, Func<string, IEnumerable<Secret>>? find = null)
    {
        _find = find ?? PersonalData.FindSecrets;
        foreach (var secret in secrets)
            Add(secret);
    }

    /// <summary>What takes out of messages that are about a file, and quote it, what no message may show of it.</summary>
    public static SecretMask Of(YamlFile file) => new(PlacedText.FindSecrets(file));

    /// <summary>The finding without them.</summary>
    public Diagnostic Apply(Diagnostic finding) => Apply(finding.Message) is var message && message == finding.Message ? finding : finding with { Message = message };

    /// <summary>The message without them, and without what looks like one by itself.</summary>
    public string Apply(string message)
    {
        var masked = _parts.Count == 0 ? message : Replace(message);
        try
        {
            var own = _find(masked).ToList();
            return own.Count == 0 ? masked : new SecretMask(own).Replace(masked);
        }
        catch (RegexMatchTimeoutException)
        {
            return "what was found here is not shown, as it could not be searched for secrets in time; does a text in the file hold what is no text?";
        }
    }

    private void Add(Secret secret)
    {
        var (letters, _) = Letters(secret.Value);
        var most = letters.All(char.IsAsciiDigit) ? PartOfNumber : Part;
        var length = Math.Min(most, letters.Length);
        if (length == 0)
            return;
        _lengths.Add(length);
        for (var i = 0; i + length <= letters.Length; i++)
            _parts.TryAdd(letters[i..(i + length)], i == 0 ? secret.ToString() : "…");
        // A message that is cut off in the midst of one.
        for (var i = Letters(secret.Value[..secret.Shown]).Letters.Length + 1; i < length; i++)
            _starts.Add(letters[..i]);
    }

    private string Replace(string message)
    {
        var (letters, places) = Letters(message);
        var hidden = new string?[letters.Length];
        var known = _parts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var length in _lengths)
        {
            for (var i = 0; i + length <= letters.Length; i++)
            {
                if (!known.TryGetValue(letters.AsSpan(i, length), out var mask))
                    continue;
                hidden[i] ??= mask;
                for (var j = i + 1; j < i + length; j++)
                    hidden[j] ??= "";
            }
        }

        for (var i = 0; i < letters.Length; i++)
        {
            if (places[i] + 1 < message.Length && message[places[i] + 1] == '…')
                HideStart(letters, i, hidden);
        }

        var text = new StringBuilder();
        var at = 0;
        for (var i = 0; i < letters.Length; i++)
        {
            if (hidden[i] is null)
                continue;
            text.Append(message, at, places[i] - at).Append(hidden[i]!.Length == 0 ? "…" : hidden[i]);
            while (i + 1 < letters.Length && hidden[i + 1] is not null)
                i++;
            at = places[i] + 1;
            // Where the rule cut it off itself.
            if (at < message.Length && message[at] == '…')
                at++;
        }

        return text.Append(message, at, message.Length - at).ToString();
    }

    private void HideStart(string letters, int last, string?[] hidden)
    {
        for (var first = Math.Max(0, last - Part); first <= last; first++)
        {
            if (!_starts.Contains(letters[first..(last + 1)]) || (first > 0 && hidden[first] is not null))
                continue;
            for (var i = first; i <= last; i++)
                hidden[i] ??= "";
            return;
        }
    }

    // Small, and where each stands.
    private static (string Letters, List<int> Places) Letters(string text)
    {
        var plain = PersonalData.Plain(text);
        var (letters, places) = (new StringBuilder(), new List<int>());
        for (var i = 0; i < plain.Length; i++)
        {
            if (!char.IsLetterOrDigit(plain[i]))
                continue;
            letters.Append(char.ToLowerInvariant(plain[i]));
            places.Add(i);
        }

        return (letters.ToString(), places);
    }
}
