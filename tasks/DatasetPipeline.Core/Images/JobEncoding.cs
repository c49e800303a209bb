using System.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;

namespace DatasetPipeline.Images;

/// <summary>
/// A job's settings as bytes for hashing. Numbers are binary and lists carry their counts, so no culture changes the bytes
/// and no two jobs share them.
/// </summary>
internal static class JobEncoding
{
    public static void Write(BinaryWriter writer, PictureJob job)
    {
        writer.Write(job.Resolution);
        writer.Write((int)job.Fit);
        writer.Write(job.IsEnlarged);
        writer.Write(job.Alignment?.Rule ?? "");
        writer.Write((int)job.Encoding.Format);
        writer.Write(job.Encoding.Quality ?? 0);

        writer.Write(job.Crop is not null);
        Write(writer, job.Crop ?? default);

        writer.Write(job.Redactions.Count);
        foreach (var redaction in job.Redactions)
        {
            writer.Write((int)redaction.Method);
            Write(writer, redaction.Box);
        }

        writer.Write(job.Marks.Count);
        foreach (var mark in job.Marks)
            Write(writer, mark);
    }

    private static void Write(BinaryWriter writer, Mark mark)
    {
        // Two spellings of one colour draw one picture.
        writer.Write(MarkColor.TryParse(mark.Color, out var color) ? color.ToString() : mark.Color);
        writer.Write(mark.StrokeWidth ?? 0);
        writer.Write(mark.Opacity);
        writer.Write(mark.Label is not null);
        writer.Write(mark.Label ?? "");
        writer.Write(mark.TextSize ?? 0);

        switch (mark)
        {
            case BoxMark box:
                writer.Write("box");
                Write(writer, box.Box);
                break;
            case EllipseMark ellipse:
                writer.Write("ellipse");
                Write(writer, ellipse.Box);
                break;
            case HighlightMark highlight:
                writer.Write("highlight");
                Write(writer, highlight.Box);
                break;
            case ArrowMark arrow:
                writer.Write("arrow");
                Write(writer, arrow.From);
                Write(writer, arrow.To);
                break;
            case LineMark line:
                writer.Write("line");
                writer.Write(line.Points.Count);
                foreach (var point in line.Points)
                    Write(writer, point);
                break;
            case TextMark text:
                writer.Write("text");
                writer.Write(text.Text);
                Write(writer, text.At);
                writer.Write(text.Wrap ?? 0);
                break;
            case StepMark step:
                writer.Write("step");
                writer.Write(step.Number);
                Write(writer, step.At);
                break;
            default:
                throw new UnreachableException($"{mark.GetType().Name} has no encoding: add it here and to MarkDrawing.");
        }
    }

    private static void Write(BinaryWriter writer, PixelBox box)
    {
        writer.Write(box.X);
        writer.Write(box.Y);
        writer.Write(box.Width);
        writer.Write(box.Height);
    }

    private static void Write(BinaryWriter writer, PixelPoint point)
    {
        writer.Write(point.X);
        writer.Write(point.Y);
    }
}
