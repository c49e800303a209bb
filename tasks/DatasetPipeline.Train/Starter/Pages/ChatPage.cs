namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>Contacts beside a conversation.</summary>
internal static class ChatPage
{
    public static void Draw(Sketch s, Area area)
    {
        if (area.Width > s.Unit * 40)
        {
            (var contacts, area) = area.CutLeft(area.Width * s.Random.Between(0.28f, 0.36f));
            foreach (var row in contacts.Rows(s.Unit * 3.6f, s.Unit * 0.4f))
                Widgets.ListItem(s, row with { Width = row.Width - s.Unit });
        }

        (var bottom, area) = area.CutBottom(s.Unit * 2.8f);
        (var send, bottom) = bottom.CutRight(s.Unit * 7);
        Widgets.Field(s, bottom with { Width = bottom.Width - s.Unit });
        Widgets.Button(s, send, true);
        foreach (var row in area.CutBottom(s.Unit).Remainder.Rows(s.Unit * s.Random.Between(3.2f, 4.4f), s.Unit * 0.7f))
        {
            var own = s.Random.Chance(0.5f);
            var (face, rest) = own ? row.CutRight(s.Unit * 3) : row.CutLeft(s.Unit * 3);
            Widgets.Avatar(s, face.Place(s.Unit * 2.4f, s.Unit * 2.4f, 0.5f, 0.1f));
            Widgets.Message(s, rest.Place(rest.Width * s.Random.Between(0.4f, 0.75f), row.Height, own ? 1 : 0), own);
        }
    }
}
