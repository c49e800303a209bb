using System.Diagnostics;
using System.Text;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Language;

namespace DatasetPipeline.Core.Tests.Language;

public sealed class CaptionChecksTests
{
    [Theory]
    [InlineData("…", Codes.EmptyCaption)]
    [InlineData("N/A.", Codes.PlaceholderCaption)]
    [InlineData("待补充。", Codes.PlaceholderCaption)]
    [InlineData("The pump stops", Codes.NoTerminalMark)]
    [InlineData("水泵停止运转", Codes.NoTerminalMark)]
    [InlineData("File Edit View Insert Format.", Codes.KeywordList)]
    [InlineData("温度、湿度、气压。", Codes.KeywordList)]
    [InlineData("Submit button.", Codes.Fragment)]
    [InlineData("左上角。", Codes.Fragment)]
    [InlineData("The pump stops and.", Codes.Fragment)]
    [InlineData("如果水位过高。", Codes.Fragment)]
    [InlineData("The \"pump stops.", Codes.Unbalanced)]
    [InlineData("湿度计（窗台上的读数是 61%。", Codes.Unbalanced)]
    [InlineData("{\"a\": [1, 2]}", Codes.MachineOutput)]
    [InlineData("x: 12, y: 8, w: 30, h: 40", Codes.MachineOutput)]
    [InlineData("photos/pump-3.jpg", Codes.MachineOutput)]
    [InlineData("The pump&nbsp;stops.", Codes.Markup)]
    [InlineData("水泵[停止](log.md)运转。", Codes.Markup)]
    [InlineData("The pump� stops.", Codes.Mojibake)]
    [InlineData("鐧诲綍椤甸潰鏈変袱涓\ue0a3鐮佹\ue525銆\u0082", Codes.UnseenCharacter)]
    [InlineData("The pump\u200B stops.", Codes.UnseenCharacter)]
    [InlineData("The pump\u202E stops.", Codes.UnseenCharacter)]
    [InlineData("The ${thing} stops.", Codes.TemplateVariable)]
    [InlineData("<image>The pump stops.", Codes.SpecialToken)]
    [InlineData("Stress tests of the new cables.", Codes.NoPredicate)]
    [InlineData("水泵停了,灯亮了。", Codes.MixedWidth)]
    [InlineData("The pump stops. The pump stops.", Codes.RepeatedWords)]
    [InlineData("水泵停了了。", Codes.RepeatedWords)]
    [InlineData("THE PUMP STOPS AT NIGHT.", Codes.AllCapitals)]
    [InlineData("TODO: write a caption.", Codes.PlaceholderCaption)]
    [InlineData("暂无描述。", Codes.PlaceholderCaption)]
    [InlineData("坐标：120，340，20，40。", Codes.MachineOutput)]
    [InlineData("首页 > 设置 > 用户。", Codes.MachineOutput)]
    [InlineData("Home > Settings > Users.", Codes.MachineOutput)]
    [InlineData("The pump is is broken.", Codes.RepeatedWords)]
    [InlineData("水泵停了。。", Codes.RepeatedWords)]
    [InlineData("File saved by user in folder.", Codes.NoPredicate)]
    [InlineData("登录页面的截图。", Codes.NoPredicate)]
    [InlineData("错误提示信息。", Codes.NoPredicate)]
    [InlineData("点击。", Codes.NoPredicate)]
    [InlineData("Customers who pay late.", Codes.NoPredicate)]
    [InlineData("Results of the load test and the stress test.", Codes.NoPredicate)]
    [InlineData("系统设置界面右侧的用户列表区域。", Codes.NoPredicate)]
    [InlineData("第三行第二列。", Codes.Fragment)]
    [InlineData("The header and footer.", Codes.Fragment)]
    [InlineData("Buttons in the page header.", Codes.Fragment)]
    [InlineData("确定 取消 应用。", Codes.KeywordList)]
    [InlineData("The button shows {object}.", Codes.TemplateVariable)]
    [InlineData("按钮显示${用户}。", Codes.TemplateVariable)]
    [InlineData("\"Save first.\"", Codes.Fragment)]
    [InlineData("The password field with a, b and.", Codes.Fragment)]
    [InlineData("Because the form is empty. Why is it grey?", Codes.Fragment)]
    [InlineData("Why is it grey? Because.", Codes.Fragment)]
    [InlineData("因为表单为空。为什么？", Codes.Fragment)]
    [InlineData("The pump – the old one – in the cellar.", Codes.Fragment)]
    [InlineData("When in doubt, the log.", Codes.Fragment)]
    [InlineData("When the pump stops, the valve.", Codes.Fragment)]
    [InlineData("“请先保存。”", Codes.Fragment)]
    [InlineData("数据重复率。", Codes.Fragment)]
    [InlineData("版本冲突列表。", Codes.Fragment)]
    [InlineData("重复的用户名。", Codes.NoPredicate)]
    public void A_fault_is_found(string text, string code) =>
        Assert.Contains(code, CaptionChecks.Check(text, DatasetPipeline.Records.Languages.Of(text)).Select(finding => finding.Code));

    [Theory]
    [InlineData("The family 👨‍👩‍👧 emoji takes one place.")]
    [InlineData("Use x = 5 * 3 in cell B2.")]
    [InlineData("The log says that that job had had an error.")]
    [InlineData("Don't press “OK” before it's green.")]
    [InlineData("The 24\" screen is off.")]
    [InlineData("按钮“确定”灰着，点不动。")]
    [InlineData("打开 README.md，版本是 v1.2, 见第 3.5 节。")]
    public void A_sentence_is_left_alone(string text) =>
        Assert.DoesNotContain(CaptionChecks.Check(text, DatasetPipeline.Records.Languages.Of(text)), finding => Codes.All[finding.Code].Severity == Severity.Error);

    [Theory]
    [InlineData("The pump and the valve leak.")]
    [InlineData("The header and footer trade places.")]
    [InlineData("The rows below the fold never load.")]
    [InlineData("The numbers in the last column add up to 101%.")]
    [InlineData("Names in bold await review.")]
    [InlineData("Customers who pay late see a red banner.")]
    [InlineData("People who zoom in miss the footer.")]
    [InlineData("Those who subscribe skip the queue.")]
    [InlineData("The items that ship tomorrow carry a blue tag.")]
    [InlineData("Users that lack rights get a blank page.")]
    [InlineData("If the box is red, stop.")]
    [InlineData("What a mess this layout is!")]
    [InlineData("Once the token expires, users land on a blank page.")]
    [InlineData("The popup got stuck behind the modal.")]
    [InlineData("Errors stack up in the corner.")]
    [InlineData("Labels truncate at twelve characters.")]
    [InlineData("The icons lack alt text, which screen readers need.")]
    [InlineData("These buttons open menus.")]
    [InlineData("The key Ctrl+S saves the draft.")]
    [InlineData("Photos of the product load slowly.")]
    [InlineData("The cards in the second row lack a price.")]
    [InlineData("The photo and caption disagree.")]
    [InlineData("只有一个按钮。")]
    [InlineData("The formula a*b*c isn't rendered.")]
    [InlineData("The caption (see the yellow highlight) wraps into the next column.")]
    [InlineData("Open File > Export > PDF.")]
    [InlineData("What it is is a mystery.")]
    [InlineData("The smiley :) is shown as raw text.")]
    [InlineData("The tooltip says {name} instead of the customer's name.")]
    [InlineData("The label reads \"Hello {name}\" and nothing more.")]
    [InlineData("提示里写着 {name}，没有换成客户的姓名。")]
    [InlineData("只有管理员能看到红框里的内容。")]
    [InlineData("按钮失灵。")]
    [InlineData("别点！")]
    [InlineData("再等等。")]
    [InlineData("页面白屏。")]
    [InlineData("被红框圈出的商品其实早已下架。")]
    [InlineData("试试换个浏览器。")]
    [InlineData("刷新页面的列表。")]
    [InlineData("The tooltip says \"Save first.\"")]
    [InlineData("The tooltip says \"Save first!\"")]
    [InlineData("The tooltip says \"Save first?\"")]
    [InlineData("提示写着：“请先保存。”")]
    [InlineData("提示写着：“请先保存！”")]
    [InlineData("The total – $142.90 – includes VAT.")]
    [InlineData("The total (incl. VAT) – €20 – exceeds the limit.")]
    [InlineData("The banner — grey on white — hides the price.")]
    [InlineData("The price - €20 - exceeds the limit.")]
    [InlineData("To leave full screen, press Esc.")]
    [InlineData("To exit, press Ctrl+C.")]
    [InlineData("To zoom in, press Plus.")]
    [InlineData("If it hangs, press Esc.")]
    [InlineData("When in doubt, check the log.")]
    [InlineData("If in doubt, ask the team.")]
    [InlineData("When offline, check the cable.")]
    [InlineData("When on mobile, tap the menu icon.")]
    [InlineData("The password must contain at least one of !, ? or #.")]
    [InlineData("The field accepts letters, digits, _ or -.")]
    [InlineData("The regex [a-z]+ rejects umlauts.")]
    [InlineData("The pattern [0-9]{4} matches a year.")]
    [InlineData("Why is it grey? Because the form is empty.")]
    [InlineData("Why is the field red? To warn the user.")]
    [InlineData("Why is it slow? Because of a full disk.")]
    [InlineData("为什么总价是负数？因为优惠券被重复使用了。")]
    [InlineData("为什么按钮是灰的？因为表单为空。")]
    [InlineData("The regex \\d{3} matches too little.")]
    public void A_sentence_that_looks_like_a_fragment_is_not_even_warned_of(string text) =>
        Assert.Empty(CaptionChecks.Check(text, DatasetPipeline.Records.Languages.Of(text)));

    [Theory]
    [InlineData("The stripes along the edge stem from a rendering bug.")]
    [InlineData("Fields whose value is missing glow red.")]
    [InlineData("Comments by guests land in the spam folder.")]
    public void Where_it_is_doubtful_whether_a_word_is_the_verb_no_build_is_broken(string text) =>
        Assert.DoesNotContain(CaptionChecks.Check(text, "en"), finding => Codes.All[finding.Code].Severity == Severity.Error);

    [Theory]
    [InlineData("红框内的金额有误。 列表中的日期有误。 日期格式有误。 用户名重复。 标签名重复。 两个名称重复。 背景与文字同色。 夜间模式下，文字与背景几乎同色。")]
    [InlineData("名称雷同。 页面底部的版权年份过时。 必填字段缺失。 图标错位。 两行文字重叠。 文字溢出。 链接失效。 列表卡顿。")]
    [InlineData("标题乱码。 页面空白。 字号偏小。 间距过大。 地址显示不全。 两列未对齐。 单位不一致。 两个图标相同。")]
    [InlineData("购物车为空。 请求超时。 图片变形。 头像模糊。 日期冲突。 选项遗漏。 顺序颠倒。 文案有歧义。")]
    [InlineData("按钮无响应。 按钮不可点。 颜色不协调。 数据不准。 密码错误。 接口异常。 图表失真。 列宽不够。")]
    [InlineData("译文不当。 价格缺位。 单价缺小数点。 说明文字错别字。 标题有错别字。 用词不当。 用词不统一。 术语混乱。")]
    [InlineData("排版混乱。 布局错乱。 层级不清。 对比度不足。 文字被截断。 文字截断。 标题截断。 图片拉伸。")]
    [InlineData("图片失真。 图片缺失。 图标缺失。 时间滞后。 数据滞后。 页面滞后。 数据陈旧。 信息过期。")]
    [InlineData("优惠券过期。 证书过期。 版本过低。 余额不足。 库存不足。 库存紧张。 按钮失灵。 输入框失焦。")]
    [InlineData("光标错位。 弹窗闪烁。 页面抖动。 页面卡死。 页面崩溃。 程序崩溃。 加载失败。 图片加载失败。")]
    [InlineData("上传失败。 支付失败。 验证码无效。 格式无效。 格式错误。 格式不符。 数量不符。 金额不符。")]
    [InlineData("合计不对。 金额对不上。 总价算错。 日期写反。 左右颠倒。 正负号颠倒。 语言混杂。 中英文混排。")]
    [InlineData("字体不统一。 字体各异。 颜色相近。 颜色雷同。 底色过深。 字色过浅。 行距过密。 间距不均。")]
    [InlineData("边距不等。 按钮偏移。 徽标偏左。 图例缺失。 坐标轴缺单位。 单位缺失。 权限不足。 名称冗余。")]
    [InlineData("按钮多余。 空格多余。 提示含糊。 文案含糊。 提示滞后。 进度停滞。 列表无序。 排序失效。")]
    [InlineData("筛选失效。 开关失效。 数值越界。 下标越界。 字段越界。 内容超框。 文字出框。 文字越界。")]
    [InlineData("价格虚高。 状态不明。 状态矛盾。 数据矛盾。 前后矛盾。 前后不一。 链接已失效。 网络中断。")]
    [InlineData("连接断开。 页面失联。 分页失效。 徽章重叠。 弹窗居左。 标题居中。 按钮置灰。 按钮灰显。")]
    [InlineData("图标泛灰。 配色刺眼。 文字发虚。 边缘发虚。 图片偏色。 图片过曝。 照片过暗。 税率有变。")]
    [InlineData("地址有异。 价格有出入。 数据有偏差。 号码空缺。 头像空缺。 表格缺行。 首行缺失。 日期倒置。")]
    [InlineData("图片倒置。 图片颠倒。 编号断号。 编号跳号。 序号错乱。 价格翻倍。 积分清零。 订单作废。")]
    [InlineData("库存告急。 页码重复。 页脚的版权年份过时。 红框标出的两列数据重复。 列表里有重复的用户名。 系统重复扣款。 重复点击无效。 两个按钮同色。")]
    [InlineData("三张图的标题雷同。 界面风格过时。 他们重复了三次。 服务器证书与域名不匹配。 这里显示的日期与订单日期矛盾。 缓存未生效。 返回键没反应。 箭头指向重复的按钮。")]
    [InlineData("请删除多余的空格。 点击左侧的重复按钮。 绿框圈出了冲突的日期。")]
    public void What_is_wrong_with_a_screen_is_said_in_two_words(string sentences) =>
        Assert.All(sentences.Split(' '), text => Assert.Empty(CaptionChecks.Check(text, "zh")));

    [Fact]
    public void No_text_however_made_keeps_the_build_waiting()
    {
        string[] traps =
        [
            Many("The cat that ", 20_000) + ".", Many("a.", 5_000) + "@", "[1" + Many("]", 900_000) + " x", "a:b" + Many(" ", 900_000) + "c",
            Many("x ", 400_000) + "Z", "\"" + Many("ab ", 300_000), Many("-a_", 100_000), "lorem ipsum" + Many("!", 500_000) + "x", Many("‘a ", 100_000) + "b",
            // As long as a text may be and still be looked at as language.
            Many("The cat that ", 600) + ".", Many("a.", 3_900) + "@", Many("_", 7_900) + "a", Many("The cat and ", 600) + ".", Many("红框的", 2_600) + "。",
        ];

        var clock = Stopwatch.StartNew();
        foreach (var trap in traps)
            CaptionChecks.Check(trap, DatasetPipeline.Records.Languages.Of(trap));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), clock.Elapsed.ToString());

        static string Many(string part, int times) => new StringBuilder().Insert(0, part, times).ToString();
    }

    [Fact]
    public void A_fault_is_pointed_at() =>
        Assert.Equal(8, Assert.Single(CaptionChecks.Check("The pump\u200B stops.", "en")).Start);

    [Theory]
    [InlineData("Yes.")]
    [InlineData("Two")]
    public void An_answer_in_a_dialogue_may_be_short(string text) => Assert.Empty(CaptionChecks.CheckTurn(text));
}
