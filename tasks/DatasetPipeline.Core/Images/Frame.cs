using System.Globalization;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;

namespace DatasetPipeline.Images;

/// <summary>What is left of a picture: all of it, or the whole pixels inside a crop.</summary>
internal readonly record struct Frame(int Left, int Top, int Width, int Height, int PictureWidth, int PictureHeight)
{
    public bool IsCrop => (Width, Height) != (PictureWidth, PictureHeight);

    public int LongestSide => Math.Max(Width, Height);

    /// <exception cref="PictureException">The crop leaves the picture, or leaves nothing of it.</exception>
    public static Frame Of(PixelBox? crop, int width, int height)
    {
        if (crop is not { } box)
            return new(0, 0, width, height, width, height);
        if (!(box.X >= 0 && box.Y >= 0 && box.X + box.Width <= width && box.Y + box.Height <= height))
            throw Wrong(Codes.MarkOutsidePicture, box, $"leaves its picture of {width} × {height} pixels: mend x, y, width and height");

        // A pixel that the crop cuts through may show what was to be left out.
        int left = (int)Math.Ceiling(box.X), top = (int)Math.Ceiling(box.Y);
        int right = (int)Math.Floor(box.X + box.Width), bottom = (int)Math.Floor(box.Y + box.Height);
        return right > left && bottom > top
            ? new(left, top, right - left, bottom - top, width, height)
            : throw Wrong(Codes.MarkWithoutExtent, box, $"holds no whole pixel: make it larger");
    }

    public bool Holds(PixelPoint point) =>
        point.X >= Left && point.Y >= Top && point.X <= Left + Width && point.Y <= Top + Height;

    /// <summary>As messages speak of it.</summary>
    public override string ToString() => IsCrop
        ? string.Create(CultureInfo.InvariantCulture, $"the crop {Left}, {Top}, {Width}, {Height} of its picture of {PictureWidth} × {PictureHeight} pixels")
        : string.Create(CultureInfo.InvariantCulture, $"its picture of {PictureWidth} × {PictureHeight} pixels");

    private static PictureException Wrong(string code, PixelBox box, FormattableString what) =>
        new(code, FormattableString.Invariant($"The crop {box.X}, {box.Y}, {box.Width}, {box.Height} {FormattableString.Invariant(what)}.")) { IsCrop = true };
}
