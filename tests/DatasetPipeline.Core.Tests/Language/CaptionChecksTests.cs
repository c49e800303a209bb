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

    [Fact]
    public void A_fault_is_pointed_at() =>
        Assert.Equal(8, Assert.Single(CaptionChecks.Check("The pump\u200B stops.", "en")).Start);

    [Theory]
    [InlineData("Yes.")]
    [InlineData("Two")]
    public void An_answer_in_a_dialogue_may_be_short(string text) => Assert.Empty(CaptionChecks.CheckTurn(text));
}
