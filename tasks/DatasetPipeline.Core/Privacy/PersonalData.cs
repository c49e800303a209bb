using System.Globalization;
using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Privacy;

/// <summary>Finds addresses, numbers and keys in a text. Numbers with a check digit are told only where it is right.</summary>
public static partial class PersonalData
{
    /// <summary>All that is found, in the order of the text; what lies within another finding is not told again.</summary>
    public static IReadOnlyList<PersonalFinding> Find(string text)
    {
        var found = new List<(Match Match, PersonalFinding Finding)>();
        foreach (var (pattern, code, what, holds) in Kinds)
        {
            foreach (var match in pattern().Matches(text).Where(match => holds(match.Value) && !found.Any(earlier => Overlap(earlier.Match, match))))
                found.Add((match, new(code, match.Index, $"the text holds {what}, {Masked(code, match.Value)}; take it out, or write a made-up one in its place")));
        }

        return found.Select(one => one.Finding).OrderBy(one => one.Start).ToList();
    }

    // Keys first: what they hold may look like a number.
    private static readonly (Func<Regex> Pattern, string Code, string What, Func<string, bool> Holds)[] Kinds =
    [
        (PrivateKey, Codes.SecretKey, "a private key", _ => true),
        (Token, Codes.SecretKey, "a key or token", _ => true),
        (WebToken, Codes.SecretKey, "a JSON Web Token", IsWebToken),
        (Password, Codes.SecretKey, "a password", _ => true),
        (Email, Codes.EmailAddress, "an e-mail address", address => !IsReserved(address)),
        (IdentityCard, Codes.IdNumber, "a Chinese identity card's number", IsIdentityCard),
        (Iban, Codes.IdNumber, "an IBAN", IsIban),
        (SocialSecurity, Codes.IdNumber, "a social security number", _ => true),
        (Card, Codes.CardNumber, "a card's number", IsCard),
        (Phone, Codes.PhoneNumber, "a phone number", number => !number.Contains("555-01", StringComparison.Ordinal) && !number.Contains("555 01", StringComparison.Ordinal)),
    ];

    private static bool Overlap(Match a, Match b) => a.Index < b.Index + b.Length && b.Index < a.Index + a.Length;

    // w…@e….com; four characters of a key; two of a number.
    private static string Masked(string code, string value)
    {
        if (code == Codes.EmailAddress)
        {
            var at = value.IndexOf('@', StringComparison.Ordinal);
            return Shown.Value($"{value[0]}…@{value[at + 1]}…{value[value.LastIndexOf('.')..]}");
        }

        var shown = code == Codes.SecretKey ? Math.Min(4, value.Length / 4) : 2;
        return string.Create(CultureInfo.InvariantCulture, $"{Shown.Value(value[..shown] + "…")} of {value.Length} characters");
    }

    // RFC 2606 and RFC 6761 keep these for examples.
    private static bool IsReserved(string address)
    {
        var domain = address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..];
        return ((string[])["example.com", "example.org", "example.net", "example", "test", "invalid", "localhost"])
            .Any(reserved => domain.Equals(reserved, StringComparison.OrdinalIgnoreCase) || domain.EndsWith("." + reserved, StringComparison.OrdinalIgnoreCase));
    }

    // GB 11643: weights, modulo 11; a day of birth that there is.
    private static bool IsIdentityCard(string number)
    {
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        var sum = weights.Select((weight, i) => weight * (number[i] - '0')).Sum();
        return "10X98765432"[sum % 11] == char.ToUpperInvariant(number[17])
            && DateOnly.TryParseExact(number[6..14], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born)
            && born.Year is >= 1900 and <= 2100;
    }

    // ISO 13616: the first four characters to the end, letters as numbers, modulo 97.
    private static bool IsIban(string text)
    {
        var iban = text.Replace(" ", "", StringComparison.Ordinal);
        if (iban.Length is < 15 or > 34)
            return false;
        var rest = 0;
        foreach (var c in iban[4..] + iban[..4])
            rest = char.IsDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97;
        return rest == 1;
    }

    // ISO/IEC 7812: Luhn's check digit.
    private static bool IsCard(string text)
    {
        var digits = text.Where(char.IsDigit).Select(c => c - '0').Reverse().ToList();
        var sum = digits.Select((digit, i) => i % 2 == 0 ? digit : (digit * 2 / 10) + (digit * 2 % 10)).Sum();
        return digits.Count is >= 13 and <= 19 && sum % 10 == 0 && digits.Distinct().Count() > 1;
    }

    private static bool IsWebToken(string token)
    {
        try
        {
            var header = token[..token.IndexOf('.', StringComparison.Ordinal)].Replace('-', '+').Replace('_', '/');
            var json = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(header.PadRight((header.Length + 3) / 4 * 4, '=')));
            return json.Contains("\"alg\"", StringComparison.Ordinal);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrivateKey();

    // AWS, GitHub, GitLab, Slack, Google, OpenAI, Anthropic, Stripe, npm, NuGet, Hugging Face: the forms that they publish.
    [GeneratedRegex(
        @"(?<![A-Za-z0-9_])(?:(?:AKIA|ASIA)[A-Z2-7]{16}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{35}|sk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}|[sr]k_live_[A-Za-z0-9]{16,}|npm_[A-Za-z0-9]{36}|oy2[a-z0-9]{43}|hf_[A-Za-z0-9]{30,})(?![A-Za-z0-9_])",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();

    [GeneratedRegex(@"(?<![\w-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WebToken();

    [GeneratedRegex(@"(?<=(?:password|passwd|pwd|AccountKey|SharedAccessKey|client_secret|api_key)\s*=\s*)[^\s;""'=][^\s;""']{7,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Password();

    [GeneratedRegex(@"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}(?![\w-])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<![\dA-Za-z])[1-9]\d{16}[\dXx](?![\dA-Za-z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdentityCard();

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Iban();

    [GeneratedRegex(@"(?<=\b(?:SSN|social security(?: number)?)\D{0,12})(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?!\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SocialSecurity();

    // The ranges of Visa, Mastercard, American Express, Discover, JCB and UnionPay.
    [GeneratedRegex(@"(?<![\d.-])(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|3[47]\d{2}|6(?:011|5\d{2}|2\d{2})|35\d{2})(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?![\d.-]?\d)|(?<![\d.-])3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?!\d)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Card();

    [GeneratedRegex(
        @"(?<![\w.+-])\+\d{1,3}[ .-]?(?:\(\d{1,4}\)|\d{1,4})(?:[ .-]?\d{2,4}){2,4}(?!\d)|(?<![\w.-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\d-])|(?<![\w.-])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\w-])|(?<![\w.-])0\d{2,3}-[2-9]\d{6,7}(?![\d-])",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Phone();
}
