namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>
/// Elements of all kinds, strewn over a grid of three by three: what can be found at a place does not depend on the
/// place, as it does on a real page, so a model cannot guess one from the other.
/// </summary>
internal static class Board
{
    public static void Draw(Sketch s, Area area)
    {
        var panel = s.Random.Chance(0.3f);
        if (panel)
            s.Box(area.Inset(s.Unit * 0.5f), s.Theme.Surface, s.Theme.Border, s.Radius);

        foreach (var row in s.Area.Rows(s.Area.Height / 3, 0))
            foreach (var cell in row.Columns(3, 0))
                Widgets.Draw(s, s.Random.Pick(Kind.All).Key, cell.Inset(s.Unit * 0.6f));
    }
}
