namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>A small form in the middle.</summary>
internal static class LoginPage
{
    public static void Draw(Sketch s, Area area)
    {
        var card = area.Place(s.Unit * 24, s.Unit * 22, s.Random.Pick([0.5f, 0.5f, 0.1f, 0.9f]));
        s.Box(card, s.Theme.Surface, s.Theme.Border, s.Radius);
        var rest = card.Inset(s.Unit * 1.5f, s.Unit);
        (var row, rest) = rest.CutTop(s.Unit * 3);
        Widgets.Heading(s, row);
        for (var i = 0; i < 2; i++)
        {
            (row, rest) = rest.CutTop(s.Unit * 4.6f);
            Widgets.NamedField(s, row with { Height = s.Unit * 4 });
        }
        (row, rest) = rest.CutTop(s.Unit * 2.4f);
        Widgets.Checkbox(s, row);
        (row, rest) = rest.CutTop(s.Unit * 3);
        Widgets.Button(s, row with { Height = s.Unit * 2.6f }, true);
        Widgets.Link(s, rest.CutTop(s.Unit * 1.8f).Strip);
    }
}
