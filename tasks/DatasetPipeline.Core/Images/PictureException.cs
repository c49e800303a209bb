using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Images;

/// <summary>A picture, a mark or a redaction that cannot be used. The message is one line for the person who can mend it.</summary>
/// <param name="code">A code of <see cref="Codes"/>.</param>
/// <param name="message">One line without square brackets: what is wrong, the values, how to mend it.</param>
public sealed class PictureException(string code, string message) : Exception(message)
{
    /// <summary>A code of <see cref="Codes"/>.</summary>
    public string Code { get; } = code;

    /// <summary>Which of the job's marks is wrong; null where none is.</summary>
    public int? MarkIndex { get; init; }

    /// <summary>Which of the job's redactions is wrong; null where none is.</summary>
    public int? RedactionIndex { get; init; }

    /// <summary>Whether the job's crop is wrong.</summary>
    public bool IsCrop { get; init; }

    /// <summary>What else is wrong with the same picture's redactions and marks, so that one build can show everything.</summary>
    public IReadOnlyList<PictureException> Further { get; init; } = [];
}
