using System.Globalization;
using System.Text.RegularExpressions;

namespace DatasetPipeline.Privacy;

/// <summary>Numbers of persons, accounts and cards, with their check digits.</summary>
internal static partial class IdNumbers
{
    // GB/T 2260: the provinces.
    private static readonly HashSet<int> Provinces = [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91];

    // The IBAN registry: a country and its length.
    private static readonly HashSet<string> IbanLengths = new(
        ("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 "
        + "IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 "
        + "ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30").Split(' '), StringComparer.Ordinal);

    /// <summary>GB 11643: weights, modulo 11; a province and a day of birth that there are.</summary>
    public static bool IsIdentityCard(string number)
    {
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        var sum = weights.Select((weight, i) => weight * (number[i] - '0')).Sum();
        return "10X98765432"[sum % 11] == char.ToUpperInvariant(number[17])
            && Provinces.Contains(((number[0] - '0') * 10) + number[1] - '0')
            && DateOnly.TryParseExact(number[6..14], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born)
            && born.Year is >= 1900 and <= 2100;
    }

    /// <summary>ISO 13616: the first four characters to the end, letters as numbers, modulo 97.</summary>
    public static bool IsIban(string text)
    {
        var iban = text.Replace(" ", "", StringComparison.Ordinal);
        if (!IbanLengths.Contains(string.Create(CultureInfo.InvariantCulture, $"{iban[..2]}{iban.Length}")))
            return false;
        var rest = 0;
        foreach (var c in iban[4..] + iban[..4])
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97;
        return rest == 1;
    }

    /// <summary>ISO/IEC 7812: Luhn's check digit.</summary>
    public static bool IsCard(string text)
    {
        var digits = text.Where(char.IsAsciiDigit).Select(c => c - '0').Reverse().ToList();
        var sum = digits.Select((digit, i) => i % 2 == 0 ? digit : (digit * 2 / 10) + (digit * 2 % 10)).Sum();
        return digits.Count is >= 13 and <= 19 && sum % 10 == 0 && digits.Distinct().Count() > 1;
    }

    /// <summary>Whether the words before a bare number say that it counts things: an order, a parcel, a ticket.</summary>
    public static bool Counts(string before) => Counting().IsMatch(before);

    [GeneratedRegex(@"(?:订单|单号|编号|流水|运单|序列|order|tracking|invoice|ticket|serial|parcel|sku|batch|#)(?: ?(?:number|no\.?|id|code|号码?))?[\s:#=-]*(?:is |是|为)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Counting();

    [GeneratedRegex(@"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    public static partial Regex IdentityCard();

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    public static partial Regex Iban();

    [GeneratedRegex(@"\b(?:SSN|social security(?: number)?)[^0-9]{0,12}(?<value>(?!000|666|9[0-9]{2})[0-9]{3}[- ](?!00)[0-9]{2}[- ](?!0000)[0-9]{4})(?![0-9])", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    public static partial Regex SocialSecurity();

    // The ranges of Visa, Mastercard, Discover, JCB and UnionPay; American Express; Diners.
    [GeneratedRegex(
        """
        (?<![0-9A-Za-z.-])(?:
          (?:4[0-9]{3}|5[1-5][0-9]{2}|2[2-7][0-9]{2}|6(?:011|[45][0-9]{2}|2[0-9]{2})|35[0-9]{2})(?:[ -]?[0-9]{4}){2}[ -]?[0-9]{1,4}(?:[ -]?[0-9]{1,3})?
        | 3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}
        | 3(?:0[0-5]|[68][0-9])[0-9][ -]?[0-9]{6}[ -]?[0-9]{4}
        )(?![0-9A-Za-z]|[.-][0-9])
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    public static partial Regex Card();
}
