using SkiaSharp;

namespace DatasetPipeline.Train.Starter;

internal static partial class Widgets
{
    public static void SideMenu(Sketch s, Area a)
    {
        s.Box(a, s.Theme.Surface, s.Theme.Border, s.Radius);
        var chosen = s.Random.Below(4);
        foreach (var (index, row) in a.Inset(s.Unit * 0.5f).Rows(s.Unit * 2.2f, s.Unit * 0.2f).Index())
        {
            if (index == chosen)
                s.Fill(row, s.Theme.Raised, s.Radius);
            s.Fill(row.CutLeft(s.Unit * 2.2f).Strip.Place(s.Unit * 0.9f, s.Unit * 0.9f), index == chosen ? s.Theme.Accent : s.Theme.Faint, 1);
            s.Text(s.Label("menu"), row.CutLeft(s.Unit * 2.4f).Remainder, s.Theme.Ink);
        }
        s.Add("menu", a);
    }

    public static void TableRow(Sketch s, Area a, int shade)
    {
        if (shade == 0)
            s.Fill(a, s.Theme.Raised);
        s.Fill(new(a.X, a.Bottom - 1, a.Width, 1), s.Theme.Border);
        var count = a.Width > s.Unit * 34 ? 5 : 3;
        foreach (var (index, cell) in a.Inset(s.Unit * 0.6f, 0).Columns(count, s.Unit).Index())
            switch (index % 5)
            {
                case 0: s.Text($"#{s.Random.Between(1000, 9999)}", cell, s.Theme.Ink, 0.95f); break;
                case 1: s.Text(s.Label("name"), cell, s.Theme.Ink, 0.95f); break;
                case 2: s.Text(Price(s), cell, s.Theme.Ink, 0.95f); break;
                case 3: s.Fill(cell.Place(cell.Width * s.Random.Between(0.4f, 0.8f), s.Unit * 0.5f, 0), s.Theme.Faint, 1); break;
                default: StatusDot(s, cell); break;
            }
        s.Add("table row", a);
    }

    public static void TableHead(Sketch s, Area a)
    {
        s.Fill(a, s.Theme.Raised);
        foreach (var cell in a.Inset(s.Unit * 0.6f, 0).Columns(a.Width > s.Unit * 34 ? 5 : 3, s.Unit))
            s.Text(s.Label("field"), cell, s.Theme.Faint, 0.9f);
    }

    public static void ListItem(Sketch s, Area a)
    {
        s.Box(a, s.Theme.Surface, s.Theme.Border, s.Radius);
        var label = s.Label("item");
        var (picture, rest) = a.Inset(s.Unit * 0.5f).CutLeft(MathF.Min(a.Height, s.Unit * 3));
        s.Fill(picture.Place(s.Unit * 2.2f, s.Unit * 2.2f, 0.2f), Theme.Toward(s.Theme.Accent, s.Theme.Surface, 150), s.Radius);
        s.Text(label, rest.CutTop(rest.Height * 0.55f).Strip, s.Theme.Ink);
        s.Bars(rest.CutTop(rest.Height * 0.65f).Remainder with { Height = s.Unit * 0.5f, Width = rest.Width * 0.6f }, s.Theme.Faint);
        if (a.Width > s.Unit * 18)
            s.Text(Price(s), rest, s.Theme.Ink, 0.95f, 1);
        s.Add("list item", a, label);
    }

    public static void Tab(Sketch s, Area a, bool open)
    {
        var label = s.Label("tab");
        s.Text(label, a, open ? s.Theme.Ink : s.Theme.Faint, 1, 0.5f);
        s.Fill(a.CutBottom(open ? 2 : 1).Strip, open ? s.Theme.Accent : s.Theme.Border);
        s.Add("tab", a, label);
    }

    public static void Tabs(Sketch s, Area a)
    {
        var count = Math.Clamp((int)(a.Width / (s.Unit * 7)), 2, 5);
        var open = s.Random.Below(count);
        foreach (var (index, tab) in (a with { Width = MathF.Min(a.Width, count * s.Unit * 8) }).Columns(count, s.Unit * 0.4f).Index())
            Tab(s, tab, index == open);
    }

    public static void Step(Sketch s, Area a, bool done)
    {
        var label = s.Label("step");
        var (dot, rest) = a.CutLeft(s.Unit * 2.4f);
        var disc = dot.Place(s.Unit * 1.6f, s.Unit * 1.6f);
        s.Oval(disc, done ? s.Theme.Accent : s.Theme.Border);
        if (!done)
            s.Oval(disc.Inset(s.Unit * 0.3f), s.Theme.Surface);
        s.Text(label, rest.CutTop(rest.Height * 0.55f).Strip, s.Theme.Ink);
        s.Bars(rest.CutTop(rest.Height * 0.65f).Remainder with { Height = s.Unit * 0.5f, Width = rest.Width * 0.8f }, s.Theme.Faint);
        s.Add("step", a, label);
    }

    public static void Pagination(Sketch s, Area a)
    {
        var count = Math.Max(3, (int)(a.Width / (s.Unit * 2.6f)));
        var open = s.Random.Below(count);
        foreach (var (index, page) in a.Columns(count, s.Unit * 0.4f).Index())
        {
            s.Box(page, index == open ? s.Theme.Accent : s.Theme.Surface, s.Theme.Border, s.Radius);
            s.Text($"{index + 1}", page, index == open ? SKColors.White : s.Theme.Ink, 0.9f, 0.5f);
        }
        s.Add("pagination", a);
    }

    private static void StatusDot(Sketch s, Area cell)
    {
        var (back, ink) = s.Random.Pick(StatusColors);
        var pill = cell.Place(s.Unit * 4.6f, s.Unit * 1.5f, 0);
        s.Fill(pill, new SKColor(back), pill.Height / 2);
        s.Text(s.Label("status"), pill.Inset(1, 0), new SKColor(ink), 0.8f, 0.5f);
    }
}
