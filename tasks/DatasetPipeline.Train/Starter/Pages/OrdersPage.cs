namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>A table with what filters it.</summary>
internal static class OrdersPage
{
    public static void Draw(Sketch s, Area area)
    {
        (var top, area) = area.CutTop(s.Unit * 3.4f);
        var bar = top with { Height = s.Unit * 2.5f };
        if (bar.Width > s.Unit * 34)
        {
            Widgets.Search(s, bar.Place(s.Unit * 16, bar.Height, 0));
            Widgets.Dropdown(s, bar.Place(s.Unit * 9, bar.Height, 0.62f));
            Widgets.Button(s, bar.Place(s.Unit * 8, bar.Height, 1), true);
        }
        else
            Widgets.Search(s, bar);

        (var bottom, area) = area.CutBottom(s.Unit * 3.2f);
        Widgets.Pagination(s, bottom.Place(s.Unit * 14, s.Unit * 2.2f, s.Random.Pick([0f, 0.5f, 1f]), 1));
        s.Box(area, s.Theme.Surface, s.Theme.Border, s.Radius);
        (var head, area) = area.Inset(1).CutTop(s.Unit * 2.2f);
        Widgets.TableHead(s, head);
        foreach (var (index, row) in area.Rows(s.Unit * s.Random.Between(2.2f, 3.2f), 0).Index())
            Widgets.TableRow(s, row, index % 2);
    }
}
