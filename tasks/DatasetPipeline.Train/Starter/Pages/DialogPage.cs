namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>A question that lies over a form.</summary>
internal static class DialogPage
{
    public static void Draw(Sketch s, Area area)
    {
        FormPage.Draw(s, area);
        s.Elements.Clear();
        s.Fill(s.Area, new(0, 0, 0, (byte)s.Random.Between(60, 130)));
        Widgets.Dialog(s, s.Area.Inset(s.Unit).Place(
            s.Unit * s.Random.Between(24f, 32f), s.Unit * s.Random.Between(11f, 16f), s.Random.Pick([0.03f, 0.5f, 0.97f]), s.Random.Pick([0.03f, 0.5f, 0.97f])));
        if (s.Random.Chance(0.6f)) // or its buttons would be marked more often than dialogs are
            s.Elements.RemoveAll(element => element.Kind == "button");
    }
}
