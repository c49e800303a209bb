namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>An article with a picture.</summary>
internal static class HelpPage
{
    public static void Draw(Sketch s, Area area)
    {
        (var row, area) = area.CutTop(s.Unit * 3.2f);
        Widgets.Heading(s, row);
        if (s.Random.Chance(0.5f))
        {
            (row, area) = area.CutTop(s.Unit * 3.6f);
            Widgets.Notice(s, row with { Height = s.Unit * 2.8f });
        }
        if (area.Width > s.Unit * 32)
        {
            var right = s.Random.Chance(0.5f);
            (var side, area) = right ? area.CutRight(area.Width * 0.4f) : area.CutLeft(area.Width * 0.4f);
            (var picture, var below) = side.Inset(s.Unit * 0.6f, 0).CutTop(MathF.Min(side.Height * 0.6f, s.Unit * 14));
            Widgets.Image(s, picture);
            foreach (var line in below.Inset(0, s.Unit * 0.6f).Rows(s.Unit * 1.8f, s.Unit * 0.4f).Take(4))
                Widgets.Link(s, line);
        }
        foreach (var text in area.Rows(s.Unit * s.Random.Between(5.5f, 8f), s.Unit * 1.4f))
            Widgets.Paragraph(s, text);
    }
}
