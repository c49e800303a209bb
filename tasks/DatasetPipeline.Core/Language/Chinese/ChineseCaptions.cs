using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Records;
using DatasetPipeline.Text;

namespace DatasetPipeline.Language.Chinese;

/// <summary>Whether a Chinese caption is made of whole sentences.</summary>
internal static partial class ChineseCaptions
{
    // Doubled, these are slips; 慢慢 and 看看 are words.
    private const string NeverDoubled = "的了是在和与把被着及就也都将向从。，";

    public static IEnumerable<TextFinding> Check(string text)
    {
        foreach (var match in HalfWidth().Matches(text).Take(1).Cast<Match>())
            yield return new(Codes.MixedWidth, match.Index, $"the half-width {Shown.Value(match.Value)} stands in Chinese text; write it full-width, as {Shown.Value(FullWidth(match.Value[0]))}");

        var words = Segmenter.Words(text);
        foreach (var finding in Repeated(text, words))
            yield return finding;
        var sentences = Sentences(words);
        List<Word>? asked = null;
        foreach (var (sentence, isClosed) in sentences)
        {
            if (!(isClosed && asked is not null && IsAnswer(text, asked, sentence)) && Fault(text, sentence, isClosed) is { } fault)
                yield return fault;
            asked = sentence;
        }
    }

    private static TextFinding? Fault(string text, List<Word> sentence, bool isClosed)
    {
        var start = sentence[0].Start;
        var said = text[start..(sentence[^1].Start + sentence[^1].Text.Length)];
        var clauses = Clauses(sentence);
        if (clauses.Count == 0)
            return null;
        var found = clauses.Select(PredicateFinder.Look).ToList();
        var parts = said.Count(c => c is '，' or '、' or ',' or ';' or '；' or '/' or '|' or ' ');
        if (parts >= 2 && found.All(one => one != Predicate.Found) && Parts(said).All(part => part.Trim().Length <= 6))
            return new(Codes.KeywordList, start, $"{Shown.Value(said)} is a list of words; say in a sentence what is to be seen and why it matters");
        if (said.Count(c => c == '、') >= 2 && !said.Contains('，', StringComparison.Ordinal) && said.Split('、').All(part => part.Length <= 5) && !sentence.Any(word => word.Is('d') || word.Is('u') || word.Text is "是" or "有" or "在"))
            return new(Codes.KeywordList, start, $"{Shown.Value(said)} is a list of words; say in a sentence what is to be seen and why it matters");
        // 确定 取消 应用
        if (said.Trim().Split(' ') is { Length: >= 3 } labels && labels.All(label => label.Length is > 0 and <= 4 && label.All(letter => Languages.IsHan(letter))))
            return new(Codes.KeywordList, start, $"{Shown.Value(said)} is a list of words; say in a sentence what is to be seen and why it matters");
        if (!isClosed)
            return new(Codes.NoTerminalMark, Math.Max(start, sentence[^1].Start), "the last sentence has no end; close it with 。");
        if (sentence[^1].Text is "而且" or "因为" or "所以" or "但是" or "但" or "和" or "与" or "或" or "以及" or "并且" or "如果" or "从" or "把" or "被" or "对" or "向" || sentence is [.., { Text: "的" }, { Text: "是" }])
            return new(Codes.Fragment, sentence[^1].Start, $"the sentence breaks off after {Shown.Value(sentence[^1].Text)}; complete it");
        if (clauses.Count == 1 && PredicateFinder.IsSubordinate(clauses[0]))
            return new(Codes.Fragment, start, $"{Shown.Value(said)} is a part of a sentence: it says when, why or how, and not what; complete it");
        if (Ordinals().IsMatch(said))
            return new(Codes.Fragment, start, $"{Shown.Value(said)} is no sentence: it names something and says nothing of it; say what is to be seen and why it matters");
        var isName = clauses.Count == 1 && (PredicateFinder.IsName(clauses[0]) || NamedScreen().IsMatch(said));
        if (found.Contains(Predicate.Found) && !isName)
            return null;

        // 一个显示昨天的日期: it may be said of one of two.
        var isCertain = !found.Contains(Predicate.Found) && (found.All(one => one == Predicate.None) && !sentence.Any(word => word.Is('x')) || WidgetOrPlace().IsMatch(said) && said.Length <= 12);
        return isCertain
            ? new(Codes.Fragment, start, $"{Shown.Value(said)} is no sentence: it names something and says nothing of it; say what is to be seen and why it matters")
            : new(Codes.NoPredicate, start, $"{Shown.Value(said)} seems to have no predicate; say in a whole sentence what is to be seen and why it matters");
    }

    // 为什么总价是负数？因为优惠券被重复使用了。
    private static bool IsAnswer(string text, List<Word> question, List<Word> sentence)
    {
        var end = question[^1].Start + question[^1].Text.Length;
        return end < text.Length && text[end] is '？' or '?' && sentence.Count > 2 && sentence[0].Text is "因为" or "由于" or "为了" or "通过"
            && question.Exists(word => word.Text is "为什么" or "为何" or "怎么" or "怎样" or "如何" or "为啥");
    }

    private static IEnumerable<string> Parts(string said) => said.Split(['，', '、', ',', ';', '；', '/', '|', ' ', '。'], StringSplitOptions.RemoveEmptyEntries);

    private static List<(List<Word> Words, bool IsClosed)> Sentences(List<Word> words)
    {
        var sentences = new List<(List<Word>, bool)>();
        var sentence = new List<Word>();
        foreach (var word in words)
        {
            // A half-width stop ends a sentence, too; that it is half-width is told.
            if (word.Is('w') && word.Text[0] is '。' or '！' or '？' or '!' or '?' or '…' or '.')
            {
                if (sentence.Count > 0)
                    sentences.Add((sentence, true));
                sentence = [];
            }
            else if (!(sentence.Count == 0 && word.Is('w')))
            {
                sentence.Add(word);
            }
        }

        if (sentence.Exists(word => !word.Is('w')))
            sentences.Add((sentence, Quotations.CloseSentence(sentence[^1].Text)));
        return sentences;
    }

    private static List<List<Word>> Clauses(List<Word> sentence)
    {
        var clauses = new List<List<Word>>();
        var clause = new List<Word>();
        foreach (var word in sentence)
        {
            if (word.Is('w') && word.Text[0] is '，' or ',' or '；' or ';' or '：' or ':' or '—')
            {
                if (clause.Count > 0)
                    clauses.Add(clause);
                clause = [];
            }
            else if (!(word.Is('w') && word.Text is not "、"))
            {
                clause.Add(word);
            }
        }

        if (clause.Count > 0)
            clauses.Add(clause);
        return clauses;
    }

    private static IEnumerable<TextFinding> Repeated(string text, List<Word> words)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == text[i - 1] && NeverDoubled.Contains(text[i], StringComparison.Ordinal))
            {
                yield return new(Codes.RepeatedWords, i, $"{Shown.Value(text[i].ToString())} stands there twice; take one away");
                break;
            }
        }

        for (var i = 1; i < words.Count; i++)
        {
            if (words[i].Text.Length > 1 && words[i].Text == words[i - 1].Text && !words[i].Is('v') && !words[i].Is('m') && Languages.IsHan(words[i].Text[0]))
                yield return new(Codes.RepeatedWords, words[i].Start, $"{Shown.Value(words[i].Text)} stands there twice; take one away");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var at = 0;
        foreach (var sentence in text.Split('。', '！', '？'))
        {
            if (sentence.Trim().Length > 1 && !seen.Add(sentence.Trim()))
                yield return new(Codes.RepeatedWords, at, "this sentence stands there twice; take one away");
            at += sentence.Length + 1;
        }
    }

    private static string FullWidth(char half) => half switch
    {
        ',' => "，",
        '.' => "。",
        _ => ((char)(half + 0xFEE0)).ToString(),
    };

    [GeneratedRegex(@"(?<=\p{IsCJKUnifiedIdeographs})[,;:?!()](?!\d)|(?<=\p{IsCJKUnifiedIdeographs})\.(?![\w.])|[,;:?!()](?=\p{IsCJKUnifiedIdeographs})(?<![\w]\p{P})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex HalfWidth();

    // 登录页面截图, 搜索结果页
    [GeneratedRegex(@"^(?:登[录陆]|注册|搜索|查询|支付|付款|结算|结账|下单|退款|订单|商品|用户|个人)(?:结果|成功|失败|错误|信息|详情|列表|中心|管理|地址|进度)?(?:页面?|界面|窗口|弹窗|对话框|画面)(?:的?(?:截图|截屏|图片|照片|示意图|效果图))?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex NamedScreen();

    // 第三行第二列
    [GeneratedRegex(@"^(?:第[一二三四五六七八九十百\d]{1,4}[行列个页项格排栏张层步])+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Ordinals();

    [GeneratedRegex(@"(?:角|侧|栏|按钮|图标|菜单|链接|框|页面|窗口|区域|位置|部分|标签|选项|列表|表格|底部|顶部|中间|方|边)[。！.]?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex WidgetOrPlace();
}
