namespace DatasetPipeline.Language;

/// <summary>One thing wrong with a text.</summary>
/// <param name="Code">A code of the 2xxx; its severity follows from it.</param>
/// <param name="Start">Where it stands, in UTF-16 units of the text.</param>
/// <param name="Message">What is wrong and how to mend it, in one line.</param>
public sealed record TextFinding(string Code, int Start, string Message);
