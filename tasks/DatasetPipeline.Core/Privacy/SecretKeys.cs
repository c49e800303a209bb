using System.Text.RegularExpressions;

namespace DatasetPipeline.Privacy;

/// <summary>Keys, tokens and passwords, in the forms that those who give them out publish.</summary>
internal static partial class SecretKeys
{
    /// <summary>Whether a token's characters look drawn: a style sheet's sk-fading-circle-container has neither digit nor capital.</summary>
    public static bool IsRandom(string token) => token.Any(char.IsAsciiDigit) && (token.Any(char.IsAsciiLetterUpper) || token.Length >= 32 || token.Count(char.IsAsciiDigit) >= 6);

    /// <summary>Whether its first part is the header that RFC 7519 asks for.</summary>
    public static bool IsWebToken(string token)
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

    /// <summary>Whether somebody wrote a password and not a word, a mask or a place for one.</summary>
    public static bool IsPassword(string value, int shortest) =>
        value.Length >= shortest
        && value.Any(char.IsAsciiDigit)
        && value.Any(char.IsAsciiLetter)
        && value[0] is not ('<' or '{' or '$' or '%')
        && !Hidden().IsMatch(value);

    [GeneratedRegex(@"\*\*|••|\.\.\.|…|x{4}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-[23]:", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    public static partial Regex PrivateKey();

    [GeneratedRegex(
        """
        (?<![A-Za-z0-9_])(?:
          (?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}                      # AWS
        | gh[pousr]_[A-Za-z0-9]{36,255} | github_pat_[A-Za-z0-9_]{22,255}
        | gl(?:pat|dt|rt|ptt)-[A-Za-z0-9_-]{20,64}                  # GitLab
        | xox[abeoprs]-[A-Za-z0-9-]{10,255} | xapp-[0-9]-[A-Za-z0-9-]{10,255} # Slack
        | https://hooks\.slack\.com/services/[A-Z0-9]+/[A-Z0-9]+/[A-Za-z0-9]+
        | AIza[A-Za-z0-9_-]{35} | GOCSPX-[A-Za-z0-9_-]{28} | ya29\.[A-Za-z0-9_-]{20,255} # Google
        | sk-(?:[a-z0-9]{2,10}-)?[A-Za-z0-9_-]{20,255}              # OpenAI, Anthropic, DeepSeek, OpenRouter
        | gsk_[A-Za-z0-9]{40,64} | xai-[A-Za-z0-9]{60,100} | r8_[A-Za-z0-9]{30,50} | hf_[A-Za-z0-9]{30,64}
        | [prs]k_(?:live|test)_[A-Za-z0-9]{16,255} | whsec_[A-Za-z0-9+/=]{32,64} # Stripe
        | npm_[A-Za-z0-9]{36} | oy2[a-z0-9]{43} | pypi-[A-Za-z0-9_-]{50,255} | dckr_pat_[A-Za-z0-9_-]{27}
        | LTAI[A-Za-z0-9]{12,26} | AKID[A-Za-z0-9]{32}              # Alibaba, Tencent
        | [A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}            # a client secret of Azure
        | do[opr]_v1_[a-f0-9]{64} | dapi[a-f0-9]{32} | shp(?:at|ca|pa|ss)_[a-f0-9]{32} | SK[a-f0-9]{32}
        | SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43} | [0-9]{8,10}:AA[A-Za-z0-9_-]{33}
        )(?![A-Za-z0-9_])
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    public static partial Regex Token();

    [GeneratedRegex(@"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,2000}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    public static partial Regex WebToken();

    [GeneratedRegex(@"[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{1,100}:(?<value>[^\s/@]{1,100})@", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    public static partial Regex Credentials();

    [GeneratedRegex(
        """
        (?:(?:pass(?:word|wd|code|phrase)|pwd|(?:Account|SharedAccess|secret|(?:secret_)?access|api|private|encryption)[_-]?key|(?:client|app|api)[_-]?secret|(?:access|auth|bearer|refresh|api)[_-]?token|密码|口令|密钥)
        ["']?[ ]{0,4}(?:[=:]|[ ]is[ ]|是|为)[ ]{0,4}["']?(?<value>[^\s;"'&,，。；、]{8,200}))
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    public static partial Regex Password();
}
