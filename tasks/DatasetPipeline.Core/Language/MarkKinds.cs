namespace DatasetPipeline.Language;

/// <summary>The kinds of marks as sentences name them: nobody tells a box from a frame.</summary>
[Flags]
public enum MarkKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A box, frame, rectangle or outline.</summary>
    Box = 1,

    /// <summary>A circle, ellipse, oval or ring.</summary>
    Ellipse = 2,

    /// <summary>An arrow.</summary>
    Arrow = 4,

    /// <summary>A line or an underline.</summary>
    Line = 8,

    /// <summary>A highlight.</summary>
    Highlight = 16,

    /// <summary>A note or a label.</summary>
    Text = 32,

    /// <summary>A number in a disc.</summary>
    Step = 64,

    /// <summary>Any of them.</summary>
    All = Box | Ellipse | Arrow | Line | Highlight | Text | Step,
}
