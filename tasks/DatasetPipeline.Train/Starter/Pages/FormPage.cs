namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>Fields under and beside each other, and what sends them.</summary>
internal static class FormPage
{
    public static void Draw(Sketch s, Area area)
    {
        (var top, area) = area.CutTop(s.Unit * 3.2f);
        Widgets.Heading(s, top);
        if (s.Random.Chance(0.3f))
        {
            (top, area) = area.CutTop(s.Unit * 3.4f);
            Widgets.Notice(s, top with { Height = s.Unit * 2.6f });
        }
        (var bottom, area) = area.CutBottom(s.Unit * 3.2f);
        var right = s.Random.Chance(0.6f) ? 1 : 0;
        Widgets.Button(s, bottom.Place(s.Unit * 10, s.Unit * 2.6f, right, 1), true);
        Widgets.Button(s, (right == 1 ? bottom.CutRight(s.Unit * 11) : bottom.CutLeft(s.Unit * 11)).Remainder.Place(s.Unit * 8, s.Unit * 2.6f, right, 1), false);

        foreach (var row in area.Rows(s.Unit * 4.1f, s.Unit * 0.8f))
        {
            if (s.Random.Chance(0.15f))
            {
                Widgets.Checkbox(s, row);
                continue;
            }
            foreach (var cell in row.Columns(row.Width > s.Unit * 30 ? s.Random.Between(1, 3) : 1, s.Unit * 1.5f))
                if (s.Random.Chance(0.8f))
                    Widgets.NamedField(s, cell);
                else
                    Widgets.Dropdown(s, cell.CutBottom(s.Unit * 2.5f).Strip);
        }
    }
}
