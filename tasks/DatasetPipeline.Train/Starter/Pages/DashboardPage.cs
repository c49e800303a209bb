namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>Figures above, charts and a table below.</summary>
internal static class DashboardPage
{
    public static void Draw(Sketch s, Area area)
    {
        var count = Math.Clamp((int)(area.Width / (s.Unit * 12)), 2, 4);
        (var row, area) = area.CutTop(s.Unit * s.Random.Between(5f, 7.5f));
        foreach (var cell in row.Columns(count, s.Unit))
            Widgets.Card(s, cell);

        area = area.CutTop(s.Unit).Remainder;
        (row, area) = area.CutTop(area.Height * s.Random.Between(0.5f, 0.7f));
        var wide = row.Width > s.Unit * 32;
        foreach (var cell in row.Columns(wide ? 2 : 1, s.Unit))
            Widgets.Chart(s, cell);
        foreach (var line in area.CutTop(s.Unit * 0.6f).Remainder.Rows(s.Unit * 2.3f, 0))
            Widgets.TableRow(s, line, s.Random.Below(6));
    }
}
