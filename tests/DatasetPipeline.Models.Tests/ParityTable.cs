using System.Collections.Concurrent;
using System.Globalization;

namespace DatasetPipeline.Models.Tests;

/// <summary>
/// The largest differences that the tests have seen. <c>PARITY_TABLE=docs/parity.md dotnet test tests/DatasetPipeline.Models.Tests</c>
/// writes them as the table of the documentation, whether a test fails or not.
/// </summary>
internal static class ParityTable
{
    private static readonly ConcurrentDictionary<(string Quantity, string Family), (double Largest, double Tolerance)> Seen = new();

    static ParityTable()
    {
        if (Environment.GetEnvironmentVariable("PARITY_TABLE") is { Length: > 0 } path)
        {
            var target = Path.GetFullPath(path, Goldens.Repository);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllText(target, Text());
        }
    }

    /// <summary>Takes a difference; 0 with tolerance 0 is "exact".</summary>
    public static void Add(string family, string quantity, double difference, double tolerance) =>
        Seen.AddOrUpdate((quantity, family), (difference, tolerance), (_, before) => (Math.Max(before.Largest, difference), tolerance));

    private static string Text()
    {
        string[] families = [.. Seen.Keys.Select(k => k.Family).Distinct().Order(StringComparer.Ordinal)];
        var lines = new List<string>
        {
            "# How far from the real libraries",
            "",
            "The largest difference from the outputs of transformers, PEFT, bitsandbytes and ms-swift in `tests/goldens`, float32, over all",
            "cases. Written by `PARITY_TABLE=docs/parity.md dotnet test tests/DatasetPipeline.Models.Tests`; the last digits are the processor's.",
            "",
            $"| quantity | {string.Join(" | ", families)} | tolerance |",
            $"|---|{string.Concat(families.Select(_ => "---|"))}---|",
        };
        foreach (var quantity in Seen.Keys.Select(k => k.Quantity).Distinct().Order(StringComparer.Ordinal))
        {
            var tolerance = Seen.First(s => s.Key.Quantity == quantity).Value.Tolerance;
            lines.Add($"| {quantity} | {string.Join(" | ", families.Select(f => Seen.TryGetValue((quantity, f), out var seen) ? Number(seen.Largest) : ""))} | {Number(tolerance)} |");
        }

        return string.Join('\n', lines) + "\n";
    }

    private static string Number(double value) => value == 0 ? "exact" : value.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
