using System.Text.RegularExpressions;

namespace DatasetPipeline.Privacy;

/// <summary>E-mail addresses, and those that are nobody's.</summary>
internal static partial class EmailAddresses
{
    // RFC 2606, RFC 6761 and RFC 6762 keep these for examples and for what never leaves a house.
    private static readonly string[] Reserved = ["example.com", "example.org", "example.net", "example", "test", "invalid", "localhost", "local", "internal"];

    // icon@2x.png is a picture of double size.
    private static readonly HashSet<string> FileTypes = new(
        ["png", "jpg", "jpeg", "webp", "gif", "svg", "avif", "ico", "css", "js", "mjs", "ts", "tsx", "jsx", "json", "html", "yaml", "yml", "md", "txt", "xml", "pdf", "zip"], StringComparer.OrdinalIgnoreCase);

    public static bool IsReserved(string address)
    {
        var domain = address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..];
        return Array.Exists(Reserved, reserved => domain.Equals(reserved, StringComparison.OrdinalIgnoreCase) || domain.EndsWith("." + reserved, StringComparison.OrdinalIgnoreCase))
            || FileTypes.Contains(domain[(domain.LastIndexOf('.') + 1)..])
            // The user of every repository at a host.
            || address.StartsWith("git@", StringComparison.Ordinal);
    }

    // Words of Chinese stand beside an address without a space.
    [GeneratedRegex(@"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,8}\.[A-Za-z]{2,24}(?![A-Za-z0-9_-])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    public static partial Regex Pattern();
}
