using DatasetPipeline.Records.Marks;

namespace DatasetPipeline.Language;

/// <summary>What a sentence may call a mark.</summary>
public static class MarkNames
{
    /// <summary>The kinds that it may be taken for: a highlight is a box, and so is an ellipse around something.</summary>
    public static MarkKinds KindOf(Mark mark) => mark switch
    {
        BoxMark => MarkKinds.Box,
        EllipseMark => MarkKinds.Ellipse,
        ArrowMark => MarkKinds.Arrow,
        LineMark => MarkKinds.Line | MarkKinds.Ellipse,
        HighlightMark => MarkKinds.Highlight | MarkKinds.Box,
        TextMark => MarkKinds.Text | MarkKinds.Box,
        StepMark => MarkKinds.Step | MarkKinds.Ellipse,
        _ => MarkKinds.All,
    };
}
