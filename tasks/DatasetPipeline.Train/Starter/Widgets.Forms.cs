using SkiaSharp;

namespace DatasetPipeline.Train.Starter;

internal static partial class Widgets
{
    public static void Button(Sketch s, Area a, bool primary)
    {
        var label = s.Label("button");
        var text = primary ? SKColors.White : s.Theme.Ink;
        s.Box(a, primary ? s.Theme.Accent : s.Theme.Surface, primary ? s.Theme.Accent : s.Theme.Border, s.Radius);
        s.Text(label, a.Inset(2, 0), text, 0.95f, 0.5f);
        s.Add("button", a, label);
    }

    public static void Field(Sketch s, Area a)
    {
        FieldFrame(s, a);
        if (s.Random.Chance(0.6f))
            s.Text(s.Label("field"), a.Inset(s.Unit * 0.6f, 0), s.Theme.Faint);
        s.Add("input field", a);
    }

    /// <summary>A field with its name above it.</summary>
    public static void NamedField(Sketch s, Area a)
    {
        var (name, field) = a.CutTop(s.Unit * 1.6f);
        var label = s.Label("field");
        s.Text(label, name, s.Theme.Ink, 0.9f);
        FieldFrame(s, field);
        if (s.Random.Chance(0.5f))
            s.Fill(field.Inset(s.Unit * 0.6f, field.Height * 0.38f).CutLeft(field.Width * s.Random.Between(0.2f, 0.6f)).Strip, s.Theme.Faint);
        s.Add("input field", field, label);
    }

    public static void Search(Sketch s, Area a)
    {
        s.Box(a, s.Theme.Surface, s.Theme.Border, a.Height / 2);
        var (lens, rest) = a.Inset(s.Unit * 0.7f, 0).CutLeft(s.Unit * 1.5f);
        var glass = lens.Place(s.Unit * 0.8f, s.Unit * 0.8f, 0.2f);
        s.OvalOutline(glass, s.Theme.Faint, 1);
        s.Polyline(s.Theme.Faint, 1.2f, new(glass.Right - 0.5f, glass.Bottom - 0.5f), new(glass.Right + (s.Unit * 0.3f), glass.Bottom + (s.Unit * 0.3f)));
        s.Text(s.Label("search"), rest, s.Theme.Faint);
        s.Add("search field", a);
    }

    public static void Dropdown(Sketch s, Area a)
    {
        FieldFrame(s, a);
        var (arrow, text) = a.CutRight(s.Unit * 2);
        var r = s.Unit * 0.4f;
        s.Text(s.Label("menu"), text.Inset(s.Unit * 0.6f, 0), s.Theme.Ink);
        s.Polygon(s.Theme.Faint, new(arrow.CenterX - r, arrow.CenterY - (r / 2)), new(arrow.CenterX + r, arrow.CenterY - (r / 2)), new(arrow.CenterX, arrow.CenterY + (r * 0.7f)));
        s.Add("dropdown", a);
    }

    public static void Switch(Sketch s, Area a, string? label)
    {
        var on = s.Random.Chance(0.5f);
        s.Fill(a, on ? s.Theme.Accent : s.Theme.Faint, a.Height / 2);
        s.Oval(new Area(on ? a.Right - a.Height : a.X, a.Y, a.Height, a.Height).Inset(a.Height * 0.14f), SKColors.White);
        s.Add("switch", a, label);
    }

    /// <summary>A name to the left, its switch to the right.</summary>
    public static void NamedSwitch(Sketch s, Area a)
    {
        var label = s.Label("switch");
        s.Text(label, a, s.Theme.Ink);
        Switch(s, a.Place(s.Unit * 3.6f, s.Unit * 1.9f, 1), label);
    }

    public static void Checkbox(Sketch s, Area a)
    {
        var label = s.Label("checkbox");
        var (square, rest) = a.CutLeft(s.Unit * 1.9f);
        square = square.Place(s.Unit * 1.3f, s.Unit * 1.3f, 0);
        var ticked = s.Random.Chance(0.6f);
        s.Box(square, ticked ? s.Theme.Accent : s.Theme.Surface, ticked ? s.Theme.Accent : s.Theme.Faint, 1);
        if (ticked)
            s.Polyline(SKColors.White, s.Unit * 0.2f, At(square, 0.22f, 0.5f), At(square, 0.42f, 0.72f), At(square, 0.8f, 0.28f));
        var text = s.Text(label, rest, s.Theme.Ink, 0.95f);
        s.Add("checkbox", new(square.X, square.Y, text.Right - square.X, square.Height), label);
    }

    public static void Slider(Sketch s, Area a)
    {
        var knob = a.Place(a.Height * 0.9f, a.Height * 0.9f, s.Random.Between(0.1f, 0.95f));
        var rail = a.Place(a.Width, s.Unit * 0.4f);
        s.Fill(rail, s.Theme.Border, rail.Height / 2);
        s.Fill(rail with { Width = knob.CenterX - rail.X }, s.Theme.Accent, rail.Height / 2);
        s.Oval(knob, s.Theme.Accent);
        s.Oval(knob.Inset(knob.Width * 0.22f), SKColors.White);
        s.Add("slider", a);
    }

    private static void FieldFrame(Sketch s, Area a) => s.Box(a, s.Random.Chance(0.8f) ? s.Theme.Surface : s.Theme.Raised, s.Theme.Border, s.Radius);

    /// <summary>The point at these shares of an area's width and height.</summary>
    private static SKPoint At(Area a, float x, float y) => new(a.X + (a.Width * x), a.Y + (a.Height * y));
}
