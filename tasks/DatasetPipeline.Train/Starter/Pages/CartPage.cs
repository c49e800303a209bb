namespace DatasetPipeline.Train.Starter.Pages;

/// <summary>What is to be bought, the sum, the way to the payment.</summary>
internal static class CartPage
{
    public static void Draw(Sketch s, Area area)
    {
        (var top, area) = area.CutTop(s.Unit * 3.2f);
        Widgets.Heading(s, top);
        var (items, sum) = area.Width > s.Unit * 36 ? area.CutLeft(area.Width * 0.62f) : area.CutTop(area.Height * 0.55f);
        foreach (var row in items.Rows(s.Unit * 3.8f, s.Unit * 0.5f).Take(s.Random.Between(2, 7)))
            Widgets.ListItem(s, row);

        sum = sum.Inset(s.Unit * 0.8f);
        s.Box(sum.Inset(-s.Unit * 0.4f), s.Theme.Surface, s.Theme.Border, s.Radius);
        (var coupon, sum) = sum.Inset(s.Unit * 0.5f).CutTop(s.Unit * 4.2f);
        Widgets.NamedField(s, coupon);
        (var total, sum) = sum.CutTop(s.Unit * 3);
        Widgets.Total(s, total);
        if (s.Random.Chance(0.4f))
            Widgets.Checkbox(s, sum.CutTop(s.Unit * 2.2f).Strip);
        Widgets.Button(s, sum.Place(s.Unit * 14, s.Unit * 2.6f, s.Random.Pick([0f, 0.5f, 1f]), s.Random.Pick([0.4f, 1f])), true);
    }
}
