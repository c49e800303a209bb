namespace DatasetPipeline.Duplicates;

/// <summary>What a comparison of two pictures saw.</summary>
/// <param name="Likeness">How alike they are.</param>
/// <param name="IsInPlace">Whether the two are of one size and lie on one another.</param>
/// <param name="Tiles">For each tile of the first a digit, the sum of <see cref="InFirst"/>, <see cref="InSecond"/> and <see cref="Same"/>.</param>
internal sealed record TileMatch(Likeness Likeness, bool IsInPlace, string Tiles)
{
    /// <summary>The first picture shows something in the tile.</summary>
    public const int InFirst = 1;

    /// <summary>The second picture shows something there.</summary>
    public const int InSecond = 2;

    /// <summary>Both show the same.</summary>
    public const int Same = 4;
}
