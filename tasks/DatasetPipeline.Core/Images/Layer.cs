namespace DatasetPipeline.Images;

/// <summary>Shapes that are laid on a picture in one colour.</summary>
/// <param name="Shapes">Where they overlap, they count once.</param>
/// <param name="Color">Their colour.</param>
/// <param name="IsMultiplied">Whether the picture shows through as under a marker pen: white becomes the colour, black stays.</param>
internal sealed record Layer(IReadOnlyList<Outline> Shapes, MarkColor Color, bool IsMultiplied = false);
