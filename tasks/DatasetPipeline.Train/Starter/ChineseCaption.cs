using DatasetPipeline.Train.Starter.Pages;

namespace DatasetPipeline.Train.Starter;

internal static class ChineseCaption
{
    private static readonly string[] Frames = Lists.Lines("zh.frames.txt");

    private static readonly Dictionary<string, string[]> Reasons = Lists.ByKey("zh.reasons.txt");

    private static readonly Dictionary<string, string> Colors = new()
    {
        ["red"] = "红", ["blue"] = "蓝", ["green"] = "绿", ["orange"] = "橙", ["purple"] = "紫", ["yellow"] = "黄",
    };

    /// <summary>The noun after a colour, and the measure word before it.</summary>
    private static readonly Dictionary<string, (string[] Nouns, string Measure)> Shapes = new()
    {
        ["box"] = (["色方框", "框", "色框"], "个"),
        ["ellipse"] = (["色椭圆", "色椭圆", "圈"], "个"),
        ["arrow"] = (["色箭头"], "个"),
        ["highlight"] = (["色高亮"], "处"),
        ["line"] = (["线", "色下划线", "色横线"], "条"),
    };

    /// <summary>Verbs that take what is marked as their object.</summary>
    private static readonly Dictionary<string, string[]> Verbs = new()
    {
        ["box"] = ["标出", "框出", "标记"],
        ["ellipse"] = ["标出", "圈出", "标记"],
        ["arrow"] = ["标出", "指出"],
        ["highlight"] = ["标出", "突出"],
        ["line"] = ["标出", "划出", "标记"],
    };

    private static readonly Dictionary<string, string[]> PlaceWords = new()
    {
        ["top left"] = ["左上角"], ["top"] = ["顶部", "上方"], ["top right"] = ["右上角"],
        ["left"] = ["左侧", "左边"], ["middle"] = ["中间", "中央"], ["right"] = ["右侧", "右边"],
        ["bottom left"] = ["左下角"], ["bottom"] = ["底部", "下方"], ["bottom right"] = ["右下角"],
    };

    public static string Write(StarterClaim claim, Page? page, string? label, StarterRandom random)
    {
        var (nouns, measure) = Shapes[claim.Shape!];
        var mark = Colors[claim.Color!] + random.Pick(nouns);
        var verb = random.Pick(Verbs[claim.Shape!]);
        var kind = Kind.ByKey[claim.Target!];
        var quoted = label is null ? "" : $"“{label}”";
        return random.Pick(Frames)
            .Replace("{mark}", mark)
            .Replace("{amark}", "一" + measure + mark)
            .Replace("{verb}", verb + "了")
            .Replace("{done}", verb)
            .Replace("{target}", quoted + kind.Chinese)
            .Replace("{a}", kind.ChineseWithMeasure)
            .Replace("{place}", page?.Chinese + random.Pick(PlaceWords[claim.Place!]))
            .Replace("{reason}", random.Pick(Reasons[claim.Target!]));
    }
}
