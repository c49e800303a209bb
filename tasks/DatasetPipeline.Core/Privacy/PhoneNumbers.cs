using System.Text.RegularExpressions;
using PhoneNumbers;

namespace DatasetPipeline.Privacy;

/// <summary>Phone numbers: a pattern nominates, and Google's libphonenumber knows which numbers a country gives out.</summary>
internal static partial class PhoneNumbers
{
    private static readonly Lazy<PhoneNumberUtil> Numbers = new(PhoneNumberUtil.GetInstance);

    /// <summary>Whether it is a number that may ring at somebody's: no hotline, and none that is kept for stories.</summary>
    public static bool IsOfPerson(string text)
    {
        var written = text.StartsWith("00", StringComparison.Ordinal) ? "+" + text[2..] : text;
        var region = written[0] == '+' ? "ZZ" : written[0] is '0' or '1' || written.StartsWith("(0", StringComparison.Ordinal) || written.StartsWith("86", StringComparison.Ordinal) ? "CN" : "US";
        // A switchboard's extension.
        if (written[0] is '0' or '(' && written.LastIndexOf('-') is > 9 and var dash)
            written = written[..dash];
        try
        {
            var number = Numbers.Value.Parse(written, region);
            return Numbers.Value.IsValidNumber(number)
                && Numbers.Value.GetNumberType(number) is not (PhoneNumberType.TOLL_FREE or PhoneNumberType.SHARED_COST or PhoneNumberType.PREMIUM_RATE or PhoneNumberType.UAN)
                && !Fictional().IsMatch($"{number.CountryCode}{number.NationalNumber}");
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    // North America's 555-01, Ofcom's London and mobile numbers, the ACMA's mobile ones.
    [GeneratedRegex(@"^(?:1[0-9]{3}55501[0-9]{2}|442079460[0-9]{3}|447700900[0-9]{3}|61491570[0-9]{3})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Fictional();

    // International; American; Chinese mobile; Chinese landline, with an extension.
    [GeneratedRegex(
        """
        (?<![A-Za-z0-9_.+-])(?:
          (?:\+|00(?=[1-9]))[0-9]{1,3}[ .-]?(?:\([0-9]{1,4}\)|[0-9]{1,4})(?:[ .-]?[0-9]{2,8}){1,4}
        | (?:\([2-9][0-9]{2}\)[ ]?|[2-9][0-9]{2}[-.])[0-9]{3}[-.][0-9]{4}(?!-)
        | (?:86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?!-)
        | (?:\(0[0-9]{2,3}\)[ ]?|0[0-9]{2,3}[- ])[2-9][0-9]{2,3}[ -]?[0-9]{4}(?:-[0-9]{1,5})?
        )(?![0-9A-Za-z_]|[.-][0-9])
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    public static partial Regex Pattern();
}
