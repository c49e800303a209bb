namespace DatasetPipeline.Train.Starter;

/// <summary>The elements of interfaces: each draws itself into an area and says that it is there to be marked.</summary>
internal static partial class Widgets
{
    private static readonly Dictionary<string, (float Width, float Height, Action<Sketch, Area> Draw)> ByKind = new()
    {
        ["button"] = (10, 2.6f, (s, a) => Button(s, a, s.Random.Chance(0.6f))),
        ["input field"] = (17, 2.6f, Field),
        ["menu"] = (11, 14, SideMenu),
        ["table row"] = (40, 2.4f, (s, a) => TableRow(s, a, s.Random.Below(4))),
        ["chart"] = (26, 16, Chart),
        ["card"] = (14, 10, Card),
        ["icon"] = (2.6f, 2.6f, Icon),
        ["dialog"] = (26, 14, Dialog),
        ["link"] = (10, 1.6f, Link),
        ["switch"] = (4, 2, (s, a) => Switch(s, a, null)),
        ["search field"] = (18, 2.6f, Search),
        ["total"] = (15, 2.4f, Total),
        ["image"] = (15, 11, Image),
        ["list item"] = (22, 3.6f, ListItem),
        ["heading"] = (18, 2.6f, Heading),
        ["message"] = (18, 4, (s, a) => Message(s, a, s.Random.Chance(0.5f))),
        ["step"] = (10, 3.6f, (s, a) => Step(s, a, s.Random.Chance(0.5f))),
        ["checkbox"] = (12, 1.8f, Checkbox),
        ["tab"] = (8, 2.6f, (s, a) => Tab(s, a, true)),
        ["progress bar"] = (18, 1.1f, Progress),
        ["badge"] = (5, 1.7f, Badge),
        ["slider"] = (16, 1.8f, Slider),
        ["avatar"] = (3.2f, 3.2f, Avatar),
        ["dropdown"] = (14, 2.6f, Dropdown),
        ["notice"] = (26, 3, Notice),
        ["pagination"] = (18, 2.4f, Pagination),
        ["paragraph"] = (24, 7, Paragraph),
    };

    /// <summary>An element of this kind in its natural size, as far as it fits, somewhere near the middle of the area.</summary>
    public static void Draw(Sketch s, string kind, Area area)
    {
        var (width, height, draw) = ByKind[kind];
        var scale = s.Unit * s.Random.Between(0.85f, 1.2f);
        draw(s, area.Place(width * scale, height * scale, s.Random.Between(0.25f, 0.75f), s.Random.Between(0.25f, 0.75f)));
    }
}
