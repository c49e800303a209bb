using SkiaSharp;

namespace DatasetPipeline.Train.Starter;

internal static partial class Widgets
{
    public static void Card(Sketch s, Area a)
    {
        s.Box(a, s.Theme.Surface, s.Theme.Border, s.Radius);
        var label = s.Label("card");
        var (top, rest) = a.Inset(s.Unit * 0.8f).CutTop(s.Unit * 1.6f);
        s.Text(label, top, s.Theme.Faint);
        if (rest.Height > s.Unit * 2.2f)
        {
            (top, rest) = rest.CutTop(s.Unit * 2.4f);
            s.Text(s.Random.Chance(0.5f) ? Price(s) : $"{s.Random.Between(2, 98)}%", top, s.Theme.Ink, 1.7f);
        }
        s.Bars(rest, Theme.Toward(s.Theme.Faint, s.Theme.Surface, 110));
        s.Add("card", a, label);
    }

    /// <summary>A picture of a product, its name, its price and a button.</summary>
    public static void ProductCard(Sketch s, Area a)
    {
        s.Box(a, s.Theme.Surface, s.Theme.Border, s.Radius);
        var label = s.Label("item");
        s.Add("card", a, label);
        var (picture, rest) = a.Inset(s.Unit * 0.6f).CutTop(a.Height * 0.5f);
        Image(s, picture);
        if (s.Random.Chance(0.25f))
            Badge(s, picture.Place(s.Unit * 4.6f, s.Unit * 1.7f, 0.95f, 0.08f));
        s.Text(label, rest.CutTop(s.Unit * 2.2f).Strip, s.Theme.Ink);
        var bottom = rest.CutBottom(MathF.Min(s.Unit * 2.2f, rest.Height * 0.5f)).Strip;
        s.Text(Price(s), bottom, s.Theme.Ink, 1.1f);
        if (a.Width > s.Unit * 12)
            Button(s, bottom.Place(s.Unit * 6.5f, bottom.Height, 1), true);
    }

    public static void Dialog(Sketch s, Area a)
    {
        var label = s.Label("dialog");
        s.Fill(new(a.X + 2, a.Y + 3, a.Width, a.Height), Theme.Toward(s.Theme.Page, SKColors.Black, 60), s.Radius + 1);
        s.Box(a, s.Theme.Surface, s.Theme.Border, s.Radius + 1);
        s.Add("dialog", a, label);
        var (top, rest) = a.Inset(s.Unit).CutTop(s.Unit * 2.4f);
        s.Text(label, top, s.Theme.Ink, 1.4f);
        var (buttons, body) = rest.CutBottom(MathF.Min(s.Unit * 2.5f, rest.Height * 0.5f));
        s.Bars(body.Inset(0, s.Unit * 0.6f), Theme.Toward(s.Theme.Faint, s.Theme.Surface, 90));
        var width = MathF.Min(s.Unit * 8, (buttons.Width / 2) - s.Unit);
        Button(s, buttons.Place(width, buttons.Height, 1), true);
        Button(s, buttons.CutRight(width + s.Unit).Remainder.Place(width, buttons.Height, 1), false);
    }

    /// <summary>A landscape: sky, sun, hills.</summary>
    public static void Image(Sketch s, Area a)
    {
        var (sky, hills, sun) = s.Random.Pick(Landscapes);
        s.Fill(a, new SKColor(sky));
        var r = MathF.Min(a.Width, a.Height) * s.Random.Between(0.1f, 0.18f);
        s.Oval(new(a.X + (a.Width * s.Random.Between(0.15f, 0.7f)), a.Y + (a.Height * 0.12f), r * 2, r * 2), new SKColor(sun));
        var peak = s.Random.Between(0.25f, 0.5f);
        s.Polygon(Theme.Toward(new SKColor(hills), SKColors.White, 60), At(a, 0.1f, 1), At(a, peak, s.Random.Between(0.3f, 0.6f)), At(a, peak + 0.35f, 1));
        s.Polygon(new SKColor(hills), At(a, 0, 1), At(a, 0, 0.8f), At(a, 0.3f, 0.72f), At(a, peak + 0.3f, s.Random.Between(0.4f, 0.65f)), At(a, 1, 0.85f), At(a, 1, 1));
        s.Add("image", a);
    }

    public static void Chart(Sketch s, Area a)
    {
        s.Box(a, s.Theme.Surface, s.Theme.Border, s.Radius);
        var (title, plot) = a.Inset(s.Unit * 0.8f).CutTop(s.Unit * 1.8f);
        s.Text(s.Label("card"), title, s.Theme.Ink, 1.05f);
        switch (s.Random.Below(3))
        {
            case 0: ColumnsPlot(s, plot); break;
            case 1: LinePlot(s, plot); break;
            default: PiePlot(s, plot); break;
        }
        s.Add("chart", a);
    }

    public static void Icon(Sketch s, Area a)
    {
        a = a.Place(MathF.Min(a.Width, a.Height), MathF.Min(a.Width, a.Height));
        IconShape(s, a.Inset(a.Width * 0.15f), s.Theme.Ink, s.Theme.Page);
        s.Add("icon", a);
    }

    /// <summary>One of six signs, in one colour with what lies behind it showing through.</summary>
    public static void IconShape(Sketch s, Area a, SKColor ink, SKColor behind)
    {
        var t = MathF.Max(1, a.Width * 0.12f);
        switch (s.Random.Below(6))
        {
            case 0: // a menu's three bars
                foreach (var row in a.Rows(t, (a.Height - (3 * t)) / 2))
                    s.Fill(row, ink);
                break;
            case 1: // a bell
                s.Polygon(ink, At(a, 0.1f, 0.78f), At(a, 0.22f, 0.3f), At(a, 0.5f, 0.08f), At(a, 0.78f, 0.3f), At(a, 0.9f, 0.78f));
                s.Oval(new(a.X + (a.Width * 0.4f), a.Y + (a.Height * 0.78f), a.Width * 0.2f, a.Height * 0.2f), ink);
                break;
            case 2: // a gear without its teeth
                s.Oval(a, ink);
                s.Oval(a.Inset(a.Width * 0.3f), behind);
                break;
            case 3: // an envelope
                s.Outline(a.Inset(0, a.Height * 0.15f), ink, t);
                s.Polyline(ink, t, At(a, 0, 0.2f), At(a, 0.5f, 0.58f), At(a, 1, 0.2f));
                break;
            case 4: // a house
                s.Polygon(ink, At(a, 0.5f, 0.05f), At(a, 1, 0.5f), At(a, 0.84f, 0.5f), At(a, 0.84f, 0.95f), At(a, 0.16f, 0.95f), At(a, 0.16f, 0.5f), At(a, 0, 0.5f));
                break;
            default: // a plus
                s.Fill(a.Place(a.Width, t * 1.4f), ink);
                s.Fill(a.Place(t * 1.4f, a.Height), ink);
                break;
        }
    }

    public static void Avatar(Sketch s, Area a)
    {
        a = a.Place(MathF.Min(a.Width, a.Height), MathF.Min(a.Width, a.Height));
        var skin = new SKColor(s.Random.Pick<uint>([0xFFF1C9A5, 0xFFD9A066, 0xFF8D5524, 0xFFCBD5E1]));
        s.Oval(a, Theme.Toward(s.Theme.Accent, s.Theme.Surface, 120));
        using (s.InsideOval(a))
        {
            s.Oval(a.Place(a.Width * 0.44f, a.Height * 0.44f, 0.5f, 0.35f), skin);
            s.Oval(new(a.X + (a.Width * 0.12f), a.Y + (a.Height * 0.68f), a.Width * 0.76f, a.Height * 0.7f), skin);
        }
        s.Add("avatar", a);
    }

    public static void Progress(Sketch s, Area a)
    {
        s.Fill(a, s.Theme.Border, a.Height / 2);
        s.Fill(a with { Width = a.Width * s.Random.Between(0.15f, 0.95f) }, s.Theme.Accent, a.Height / 2);
        s.Add("progress bar", a);
    }

    private static readonly (uint Sky, uint Hills, uint Sun)[] Landscapes =
    [
        (0xFFBFDBFE, 0xFF4D7C5A, 0xFFFDE68A), (0xFFFED7AA, 0xFF7C4A3A, 0xFFFFF7ED), (0xFFD1D5DB, 0xFF4B5563, 0xFFF9FAFB), (0xFFC7D2FE, 0xFF3F3F6B, 0xFFFBCFE8), (0xFFE7E5E4, 0xFFA8A29E, 0xFFFFFFFF),
    ];
}
