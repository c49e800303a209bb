namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>Switches, sliders and choices under each other.</summary>
internal static class SettingsPage
{
    public static void Draw(Sketch s, Area area)
    {
        (var top, area) = area.CutTop(s.Unit * 3);
        Widgets.Heading(s, top);
        (top, area) = area.CutTop(s.Unit * 3.2f);
        Widgets.Tabs(s, top with { Height = s.Unit * 2.4f });
        (var bottom, area) = area.CutBottom(s.Unit * 3.4f);
        Widgets.Button(s, bottom.Place(s.Unit * 9, s.Unit * 2.5f, s.Random.Pick([0f, 1f]), 1), true);

        foreach (var column in area.Columns(area.Width > s.Unit * 40 ? 2 : 1, s.Unit * 3))
            foreach (var row in column.Rows(s.Unit * 2.4f, s.Unit * 0.6f))
                switch (s.Random.Below(5))
                {
                    case 0: Widgets.Slider(s, row.Place(row.Width * 0.7f, s.Unit * 1.6f, 0)); break;
                    case 1: Widgets.Dropdown(s, row.Place(s.Unit * 14, row.Height, 0)); break;
                    case 2: Widgets.Checkbox(s, row); break;
                    default: Widgets.NamedSwitch(s, row); break;
                }
    }
}
