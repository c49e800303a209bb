namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>The stages of an order, beside each other or under each other.</summary>
internal static class DeliveryPage
{
    public static void Draw(Sketch s, Area area)
    {
        (var top, area) = area.CutTop(s.Unit * 3.2f);
        Widgets.Heading(s, top);
        Widgets.Badge(s, top.Place(s.Unit * 5.5f, s.Unit * 1.8f, 1));
        var done = s.Random.Between(1, 4);
        if (s.Random.Chance(0.5f) && area.Width > s.Unit * 32)
        {
            (var steps, area) = area.CutTop(s.Unit * 5);
            s.Fill(new(steps.X, steps.Y + (s.Unit * 1.8f), steps.Width * 0.85f, 1), s.Theme.Border);
            foreach (var (index, cell) in steps.Columns(4, s.Unit).Index())
                Widgets.Step(s, cell with { Height = s.Unit * 3.6f }, index < done);
            Widgets.Progress(s, area.CutTop(s.Unit * 1.2f).Strip.Place(area.Width, s.Unit * 0.9f));
            area = area.CutTop(s.Unit * 2).Remainder;
        }
        else
        {
            var (steps, rest) = area.CutLeft(area.Width * 0.5f);
            s.Fill(new(steps.X + (s.Unit * 1.2f), steps.Y, 1, steps.Height * 0.9f), s.Theme.Border);
            foreach (var (index, row) in steps.Rows(s.Unit * 3.6f, s.Unit).Index())
                Widgets.Step(s, row, index < done);
            area = rest;
        }
        (var picture, area) = area.CutTop(area.Height * 0.55f);
        Widgets.Image(s, picture);
        Widgets.Paragraph(s, area.Inset(0, s.Unit * 0.6f) with { Height = MathF.Min(area.Height - (s.Unit * 0.6f), s.Unit * 7) });
    }
}
