using System.Globalization;
using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Privacy;

/// <summary>Finds addresses, numbers and keys in a text. Numbers with a check digit are told only where it is right.</summary>
public static class PersonalData
{
    // Of each kind in one text: more than a reader wants, and few enough for any text.
    private const int MostOfOneKind = 50;

    private const int LongestKey = 10_000;

    // Keys first: what they hold may look like a number.
    private static readonly PersonalKind[] Kinds =
    [
        new(Codes.SecretKey, "a private key", SecretKeys.PrivateKey, text => text.Contains("KEY", StringComparison.OrdinalIgnoreCase), (_, _) => true),
        new(Codes.SecretKey, "a key or token", SecretKeys.Token, HasDigits, (_, value) => SecretKeys.IsRandom(value.Value)),
        new(Codes.SecretKey, "a JSON Web Token", SecretKeys.WebToken, text => text.Contains("eyJ", StringComparison.Ordinal), (_, value) => SecretKeys.IsWebToken(value.Value)),
        new(Codes.SecretKey, "a password in an address", SecretKeys.Credentials, text => text.Contains("://", StringComparison.Ordinal), (_, value) => SecretKeys.IsPassword(value.Value, shortest: 4)),
        new(Codes.SecretKey, "a password or key", SecretKeys.Password, text => HasDigits(text) && (text.AsSpan().IndexOfAny("=:是为") >= 0 || text.Contains(" is ", StringComparison.Ordinal)), (_, value) => SecretKeys.IsPassword(value.Value, shortest: 8)),
        new(Codes.EmailAddress, "an e-mail address", EmailAddresses.Pattern, text => text.Contains('@', StringComparison.Ordinal), (_, value) => !EmailAddresses.IsReserved(value.Value)),
        new(Codes.IdNumber, "a Chinese identity card's number", IdNumbers.IdentityCard, HasDigits, (_, value) => IdNumbers.IsIdentityCard(value.Value)),
        new(Codes.IdNumber, "an IBAN", IdNumbers.Iban, HasDigits, (_, value) => IdNumbers.IsIban(value.Value)),
        new(Codes.IdNumber, "a social security number", IdNumbers.SocialSecurity, HasDigits, (_, _) => true),
        new(Codes.CardNumber, "a card's number", IdNumbers.Card, HasDigits, (text, value) => IdNumbers.IsCard(value.Value) && !IsCounting(text, value)),
        new(Codes.PhoneNumber, "a phone number", PhoneNumbers.Pattern, HasDigits, (text, value) => !IsCounting(text, value) && PhoneNumbers.IsOfPerson(value.Value)),
    ];

    /// <summary>All that is found, in the order of the text; what lies within another finding is not told again.</summary>
    public static IReadOnlyList<PersonalFinding> Find(string text) => FindAll(text).Select(one => one.Finding).OrderBy(one => one.Start).ToList();

    /// <summary>The text with a mask in the place of what is found.</summary>
    public static string Mask(string text) => new SecretMask([]).Apply(text);

    /// <summary>The values that are found, as they are: for who takes them out of other texts, and for nobody else.</summary>
    internal static IEnumerable<Secret> FindSecrets(string text) => FindAll(text).Select(one => one.Secret);

    private static List<(int Start, int End, PersonalFinding Finding, Secret Secret)> FindAll(string text)
    {
        var plain = Plain(text);
        var found = new List<(int Start, int End, PersonalFinding Finding, Secret Secret)>();
        foreach (var kind in Kinds.Where(kind => kind.MayHold(plain)))
        {
            foreach (var value in kind.Pattern().Matches(plain).Select(ValueOf).Where(value => kind.Holds(plain, value)).Take(MostOfOneKind).ToList())
            {
                if (found.Any(earlier => value.Index < earlier.End && earlier.Start < value.Index + value.Length))
                    continue;
                var finding = new PersonalFinding(kind.Code, value.Index, $"the text holds {kind.What}, {Masked(kind.Code, value.Value)}; take it out, or write a made-up one in its place");
                // Of a private key the first line is found, and what lies behind it is the key.
                var whole = kind.Pattern == SecretKeys.PrivateKey ? plain[(value.Index + value.Length)..Math.Min(plain.Length, value.Index + value.Length + LongestKey)] : value.Value;
                found.Add((value.Index, value.Index + value.Length, finding, new(whole, kind.Pattern == SecretKeys.PrivateKey ? 0 : ShownOf(kind.Code, value.Value))));
            }
        }

        return found;
    }

    private static Group ValueOf(Match match) => match.Groups["value"] is { Success: true } value ? value : match;

    // A bare number behind "order" is no card and no phone.
    private static bool IsCounting(string text, Group value) => value.Value.All(char.IsAsciiDigit) && IdNumbers.Counts(text[Math.Max(0, value.Index - 24)..value.Index]);

    // Most captions have none, and are done with at once.
    private static bool HasDigits(string text) => text.AsSpan().ContainsAnyInRange('0', '9');

    // Full-width letters, and the spaces and dashes of a typesetter, as the patterns have them; each character stays where it is.
    internal static string Plain(string text) => text.AsSpan().ContainsAnyExceptInRange('\0', '\x7f')
        ? string.Create(text.Length, text, (plain, source) =>
        {
            for (var i = 0; i < plain.Length; i++)
            {
                plain[i] = source[i] switch
                {
                    >= '\uFF01' and <= '\uFF5E' and var c => (char)(c - 0xFEE0),
                    '\u00A0' or '\u2007' or '\u2009' or '\u202F' or '\u3000' => ' ',
                    (>= '\u2010' and <= '\u2015') or '\u2212' => '-',
                    var c => c,
                };
            }
        })
        : text;

    private static int ShownOf(string code, string value) => code switch
    {
        Codes.SecretKey => Math.Min(4, value.Length / 4),
        Codes.EmailAddress => 1,
        _ => 2,
    };

    // w…@e….com; four characters of a key; two of a number.
    private static string Masked(string code, string value)
    {
        if (code == Codes.EmailAddress)
        {
            var at = value.IndexOf('@', StringComparison.Ordinal);
            return Shown.Value($"{value[0]}…@{value[at + 1]}…{value[value.LastIndexOf('.')..]}");
        }

        var shown = ShownOf(code, value);
        return string.Create(CultureInfo.InvariantCulture, $"{Shown.Value(value[..shown] + "…")} of {value.Length} characters");
    }
}
