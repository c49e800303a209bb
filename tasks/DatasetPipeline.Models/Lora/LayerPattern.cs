using System.Text.RegularExpressions;

namespace DatasetPipeline.Models.Lora;

/// <summary>What holds for the layers that a regular expression fits: an entry of PEFT's rank_pattern or alpha_pattern.</summary>
public sealed class LayerPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Regex _regex;

    /// <param name="pattern">It fits a layer's whole name, or what stands behind one of its dots.</param>
    /// <param name="value">The rank, or alpha.</param>
    /// <exception cref="ArgumentException">No regular expression.</exception>
    public LayerPattern(string pattern, double value)
    {
        (Pattern, Value) = (pattern, value);
        _regex = Whole(pattern, @"(?:.*\.)?");
    }

    /// <summary>What fits whole names of layers.</summary>
    /// <param name="pattern">A regular expression of train.yaml or of an adapter.</param>
    /// <param name="before">What may stand before it.</param>
    /// <exception cref="ArgumentException">No regular expression.</exception>
    public static Regex Whole(string pattern, string before = "")
    {
        _ = new Regex(pattern, RegexOptions.CultureInvariant, Patience); // its own error, not that of the whole
        return new Regex($@"^{before}(?:{pattern})\z", RegexOptions.CultureInvariant, Patience);
    }

    /// <summary>As it was written.</summary>
    public string Pattern { get; }

    /// <summary>The rank, or alpha.</summary>
    public double Value { get; }

    /// <summary>Whether it holds for a layer.</summary>
    public bool Fits(string layer) => _regex.IsMatch(layer);
}
