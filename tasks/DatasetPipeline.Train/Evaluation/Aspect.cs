namespace DatasetPipeline.Train.Evaluation;

/// <summary>What a caption says of a mark.</summary>
public enum Aspect
{
    /// <summary>Its colour.</summary>
    Color,

    /// <summary>Its kind: a box, an arrow.</summary>
    Mark,

    /// <summary>Where it is: top left, 右上角.</summary>
    Place,

    /// <summary>What it marks: a button, 输入框.</summary>
    Widget,
}
