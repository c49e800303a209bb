using System.Globalization;

namespace DatasetPipeline.Text;

/// <summary>Numbers of things.</summary>
public static class Counted
{
    /// <summary><c>1 record</c>, <c>2 records</c>.</summary>
    public static string Of(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
