namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>What stands around the content of a screen: a bar above, a menu beside it, a bar below.</summary>
internal static class Chrome
{
    /// <summary>Draws what frames the page and gives the area that is left.</summary>
    public static Area Draw(Sketch s, Area area)
    {
        var wide = area.Width > s.Unit * 40;
        if (s.Random.Chance(0.8f))
        {
            (var bar, area) = area.CutTop(s.Unit * s.Random.Between(2.8f, 4f));
            Header(s, bar, wide);
        }
        if (s.Random.Chance(0.3f))
        {
            (var bar, area) = area.CutBottom(s.Unit * 2.8f);
            Footer(s, bar);
        }
        if (wide && s.Random.Chance(0.4f))
        {
            var right = s.Random.Chance(0.2f);
            var width = s.Unit * s.Random.Between(9f, 12f);
            (var side, area) = right ? area.CutRight(width) : area.CutLeft(width);
            Widgets.SideMenu(s, s.Random.Chance(0.5f) ? side : side.Place(side.Width * 0.9f, s.Unit * s.Random.Between(10f, 16f), 0.5f, s.Random.Pick([0.1f, 0.5f])));
        }
        return area.Inset(s.Unit * s.Random.Between(0.8f, 1.8f));
    }

    private static void Header(Sketch s, Area bar, bool wide)
    {
        s.Fill(bar, s.Theme.Header);
        s.Fill(bar.CutBottom(1).Strip, s.Theme.Border);
        var inner = bar.Inset(s.Unit, bar.Height * 0.18f);
        HeaderIcon(s, inner.Place(s.Unit * 1.8f, s.Unit * 1.8f, 0));
        inner = inner.CutLeft(s.Unit * 3).Remainder;

        if (s.Random.Chance(0.6f))
        {
            (var last, inner) = inner.CutRight(s.Unit * 2.6f);
            Widgets.Avatar(s, last.Place(s.Unit * 2.2f, s.Unit * 2.2f, 1));
        }
        for (var i = s.Random.Between(0, 2); i > 0; i--)
        {
            (var last, inner) = inner.CutRight(s.Unit * 2.8f);
            HeaderIcon(s, last.Place(s.Unit * 1.7f, s.Unit * 1.7f));
        }
        if (!wide)
            return;
        if (s.Random.Chance(0.5f))
            Widgets.Search(s, inner.Place(s.Unit * 18, inner.Height, s.Random.Pick([0.5f, 0.9f])));
        else
            foreach (var entry in inner.Columns((int)(inner.Width / (s.Unit * 6)), 0).Take(5))
                s.Text(s.Label("menu"), entry, s.Theme.OnHeader);
    }

    private static void HeaderIcon(Sketch s, Area a)
    {
        Widgets.IconShape(s, a, s.Theme.OnHeader, s.Theme.Header);
        s.Add("icon", a);
    }

    private static void Footer(Sketch s, Area bar)
    {
        s.Fill(bar, s.Theme.Surface);
        s.Fill(bar.CutTop(1).Strip, s.Theme.Border);
        var inner = bar.Inset(s.Unit, s.Unit * 0.3f);
        if (s.Random.Chance(0.5f))
            Widgets.Pagination(s, inner.Place(s.Unit * 14, s.Unit * 2, s.Random.Pick([0f, 0.5f, 1f])));
        else
            foreach (var cell in inner.Columns(s.Random.Between(2, 3), s.Unit))
                Widgets.Link(s, cell);
    }
}
