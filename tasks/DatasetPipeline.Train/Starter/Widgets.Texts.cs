using SkiaSharp;

namespace DatasetPipeline.Train.Starter;

internal static partial class Widgets
{
    public static void Link(Sketch s, Area a)
    {
        var label = s.Label("link");
        var blue = s.Theme.AccentName is null ? new SKColor(0xFF3B82F6) : s.Theme.Accent;
        var text = s.Text(label, a, blue);
        s.Fill(new(text.X, text.Bottom - 1, text.Width, 0.8f), blue);
        s.Add("link", text, label);
    }

    public static void Heading(Sketch s, Area a)
    {
        var label = s.Label("heading");
        s.Add("heading", s.Text(label, a, s.Theme.Ink, s.Random.Between(1.5f, 2f)), label);
    }

    public static void Paragraph(Sketch s, Area a)
    {
        var (first, rest) = a.CutTop(s.Unit * 1.6f);
        s.Text(s.Label("paragraph"), first, s.Theme.Ink);
        s.Bars(rest with { Height = rest.Height - 1 }, Theme.Toward(s.Theme.Faint, s.Theme.Page, 70));
        s.Add("paragraph", a);
    }

    public static void Badge(Sketch s, Area a)
    {
        var label = s.Label("status");
        var (back, ink) = s.Random.Pick(StatusColors);
        s.Fill(a, new SKColor(back), a.Height / 2);
        s.Text(label, a.Inset(1, 0), new SKColor(ink), 0.85f, 0.5f);
        s.Add("badge", a, label);
    }

    public static void Message(Sketch s, Area a, bool own)
    {
        var ink = own ? SKColors.White : s.Theme.Ink;
        s.Fill(a, own ? s.Theme.Accent : s.Theme.Raised, MathF.Min(s.Unit, a.Height / 2));
        var (first, rest) = a.Inset(s.Unit * 0.8f, s.Unit * 0.5f).CutTop(s.Unit * 1.4f);
        s.Text(s.Label("message"), first, ink);
        if (rest.Height > s.Unit)
            s.Bars(rest with { Y = rest.Y + (s.Unit * 0.3f), Height = rest.Height - (s.Unit * 0.3f) }, Theme.Toward(ink, own ? s.Theme.Accent : s.Theme.Raised, 120));
        s.Add("message", a);
    }

    public static void Notice(Sketch s, Area a)
    {
        var label = s.Label("notice");
        var (back, ink) = s.Random.Pick(StatusColors);
        s.Box(a, new SKColor(back), Theme.Toward(new SKColor(back), new SKColor(ink), 90), s.Radius);
        s.Oval(a.CutLeft(a.Height).Strip.Inset(a.Height * 0.3f), new SKColor(ink));
        s.Text(label, a.CutLeft(a.Height).Remainder, new SKColor(ink));
        s.Add("notice", a, label);
    }

    public static void Total(Sketch s, Area a)
    {
        s.Text(s.Label("total"), a, s.Theme.Ink, 1.1f);
        s.Text(Price(s), a, s.Theme.Ink, 1.4f, 1);
        s.Add("total", a);
    }

    public static string Price(Sketch s) => $"${s.Random.Between(3, 999)}.{s.Random.Pick(["00", "50", "90", "99", "25"])}";

    private static readonly (uint Back, uint Ink)[] StatusColors =
    [
        (0xFFDCFCE7, 0xFF166534), (0xFFFEE2E2, 0xFF991B1B), (0xFFFEF3C7, 0xFF92400E), (0xFFDBEAFE, 0xFF1E40AF), (0xFFE5E7EB, 0xFF374151), (0xFFEDE9FE, 0xFF5B21B6),
    ];
}
