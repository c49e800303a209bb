namespace DatasetPipeline.Language;

/// <summary>Colours as sentences name them.</summary>
public enum Hue
{
    /// <summary>Around 0° of the colour circle.</summary>
    Red,

    /// <summary>Around 30°; also brown.</summary>
    Orange,

    /// <summary>Around 55°; also gold.</summary>
    Yellow,

    /// <summary>Around 120°; also lime.</summary>
    Green,

    /// <summary>Around 185°; also teal and turquoise.</summary>
    Cyan,

    /// <summary>Around 220°.</summary>
    Blue,

    /// <summary>Around 275°; also violet.</summary>
    Purple,

    /// <summary>Around 325°; also magenta.</summary>
    Pink,

    /// <summary>Too dark to have a hue.</summary>
    Black,

    /// <summary>Too light to have one.</summary>
    White,

    /// <summary>Neither.</summary>
    Gray,
}
