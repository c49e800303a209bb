namespace DatasetPipeline.Train.Starter;

/// <summary>A drawn picture with one mark, a question about it and the sentence that answers.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Rgb">Rows from the top, three bytes a pixel.</param>
/// <param name="Prompt">The question, in <paramref name="Language"/>.</param>
/// <param name="Caption">The answer: names shape, colour, place and target, and a reason.</param>
/// <param name="Language">en or zh.</param>
/// <param name="Shape">The mark's: box, ellipse, arrow, highlight or line.</param>
/// <param name="Color">The mark's: red, blue, green, orange, purple or yellow.</param>
/// <param name="Place">Where the marked thing's centre is: "top left", "top", … "middle", … "bottom right".</param>
/// <param name="Target">What is marked: an English noun of Text/kinds.txt.</param>
public sealed record StarterSample(
    int Width, int Height, byte[] Rgb, string Prompt, string Caption, string Language, string Shape, string Color, string Place, string Target);
