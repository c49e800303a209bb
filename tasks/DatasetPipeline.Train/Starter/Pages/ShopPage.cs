namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>Products in a grid.</summary>
internal static class ShopPage
{
    public static void Draw(Sketch s, Area area)
    {
        (var top, area) = area.CutTop(s.Unit * 3.2f);
        Widgets.Heading(s, top);
        if (top.Width > s.Unit * 32)
            Widgets.Dropdown(s, top.Place(s.Unit * 12, s.Unit * 2.4f, 1));
        if (s.Random.Chance(0.3f))
        {
            (var bottom, area) = area.CutBottom(s.Unit * 3);
            Widgets.Pagination(s, bottom.Place(s.Unit * 14, s.Unit * 2.2f, 0.5f, 1));
        }

        var columns = Math.Clamp((int)(area.Width / (s.Unit * 12)), 1, 4);
        var height = MathF.Min(area.Height, s.Unit * s.Random.Between(11f, 15f));
        foreach (var row in area.Rows(height, s.Unit))
            foreach (var cell in row.Columns(columns, s.Unit))
                Widgets.ProductCard(s, cell);
    }
}
