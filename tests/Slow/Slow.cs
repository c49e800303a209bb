namespace DatasetPipeline;

/// <summary>
/// `SLOW=1 dotnet test` runs all tests. Without it those are left out whose behaviour another test looks at as well, in one case
/// of many, and what is done again and again is done a few times.
/// </summary>
internal static class Slow
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("SLOW") is { Length: > 0 } and not "0";

    /// <summary>Why a slow test is left out; null where it is not.</summary>
    public static string? Skip => IsAsked ? null : "slow: SLOW=1 dotnet test runs it";

    /// <summary>How often something is done.</summary>
    public static int Times(int usually, int all) => IsAsked ? all : usually;
}
