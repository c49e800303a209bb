namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>A tool bar, files, and what is being uploaded.</summary>
internal static class FilesPage
{
    public static void Draw(Sketch s, Area area)
    {
        (var bar, area) = area.CutTop(s.Unit * 3.4f);
        s.Box(bar with { Height = s.Unit * 2.8f }, s.Theme.Surface, s.Theme.Border, s.Radius);
        var tools = Math.Clamp((int)(bar.Width / (s.Unit * 4)), 3, 9);
        foreach (var cell in (bar with { Height = s.Unit * 2.8f, Width = tools * s.Unit * 3.4f }).Columns(tools, 0))
        {
            var icon = cell.Place(s.Unit * 1.6f, s.Unit * 1.6f);
            Widgets.IconShape(s, icon, s.Theme.Ink, s.Theme.Surface);
            s.Add("icon", icon);
        }
        (var bottom, area) = area.CutBottom(s.Unit * 2.6f);
        Widgets.Progress(s, bottom.Place(bottom.Width * s.Random.Between(0.3f, 0.9f), s.Unit, s.Random.Pick([0f, 0.5f, 1f]), 0.7f));
        foreach (var column in area.Columns(area.Width > s.Unit * 44 ? 2 : 1, s.Unit))
            foreach (var row in column.Rows(s.Unit * 3.6f, s.Unit * 0.5f))
                Widgets.ListItem(s, row);
    }
}
