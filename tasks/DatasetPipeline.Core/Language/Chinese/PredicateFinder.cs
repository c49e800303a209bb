namespace DatasetPipeline.Language.Chinese;

/// <summary>
/// Looks for the predicate of a clause, the words between two commas: a verb or an adjective that is no part of what stands
/// before 的, nor of a compound such as 打开方式.
/// </summary>
internal sealed class PredicateFinder
{
    private static readonly HashSet<string> Imperatives = Set("点击 单击 双击 右击 长按 点按 点开 点选 按 按下 按住 打开 关闭 选择 选中 勾选 输入 填写 填入 检查 查看 确认 核对 注意 请 请勿 勿 切勿 不要 别 务必 先 再 拖动 拖 拉 推 转 拧 拧紧 拧松 拆 拆下 切断 断开 接通 插入 拔出 取出 放入 放 更换 换 换上 重启 刷新 保存 删除 清除 清空 使用 避免 保持 确保 等待 等 看 比较 对比 参照 参见 参考 记录 标记 标出 避开 戴 戴上 穿上 停止 启动 关掉 撕下 贴 贴上 涂 擦 擦掉 清洗 清理 举起 松开 握住 扶住 对准 拨 拨打 扫描 扫 下载 上传 安装 卸载 升级 更新 设置 修改 复制 粘贴 移动 让 把 将 用 从 向 往 返回 联系 提交 登录 运行 执行");

    private static readonly HashSet<string> NamesOfButtons = Set("提交 登录 保存 删除 搜索 取消 确认 返回 刷新 下载 上传 设置 更新 复制 移动 修改 安装 升级 卸载 停止 启动 使用 输入 清空 清除 粘贴 运行 执行 联系 记录 参考 参照 扫描");

    private static readonly HashSet<string> Widgets = Set("按钮 图标 菜单 链接 框 输入框 文本框 对话框 弹窗 页面 页 界面 窗口 区域 栏 选项 列表 表格 标签 键 图 方式 信息 记录 时间 日期 地址 状态");

    private static readonly HashSet<string> WithoutObject = Set("重复 冲突 矛盾 遗漏 滞后 卡顿 同名 断货 缺货 同色 重名 失焦 宕机 停机 到期 逾期 越界 越权 越位 出界 超额 空缺 缺位 消失 曝光 过曝 逆光 移位 悬空 掉帧 丢帧 断流 作废 违规 清零 走样 有异 不对齐 对不齐");

    private static readonly HashSet<string> NamesAsWell = Set("提示 说明 提醒 设置 显示 错误 登录 注册 搜索 支付 退款 付款 失败 成功 警告");

    private static readonly HashSet<string> NeedSubject = Set("位于 处于 带有 含有 印有 标有 写有 用于 来自 出现在 显示在 印在 写在 贴在");

    private static readonly HashSet<string> Particles = Set("了 过 着");

    private static readonly HashSet<string> Complements = Set("出来 起来 下来 下去 上来 上去 进来 进去 回来 回去 过来 过去 出去 开来 到 完 好 掉 住 走 开 上 下 出 入 进 成 满 坏 断 破 裂 错 反 对 准 紧 松 得 不 为 在 至 给 来 去");

    private static readonly HashSet<string> Auxiliary = Set("是 为 有 没有 无 没 在 会 能 可 可以 应 应该 应当 须 必须 需 需要 要 得 将 已 已经 未 尚未 尚 不 正 正在 仍 仍然 还 都 也 就 才 却 均 皆 曾 刚 刚刚 没法 无法 无需 不必 不能 不会 不可 不应 并非 并未 并不 仅 只 共 约 大约 不足 超过 不到 达 达到 等于 位于 处于 属于 像 如 似 似乎 好像 比 被 由 使 让 令 把 显示 表示 说明 表明 提示 意味着 指向 指着");

    private static readonly HashSet<string> Openers = Set("当 每当 如果 若 要是 假如 倘若 因为 由于 虽然 尽管 即使 哪怕 只要 只有 除非 一旦 无论 不管 为了 自从 直到 随着 关于 对于 至于 通过 经过 按照 根据 依照 除了");

    private static readonly HashSet<string> Closers = Set("时 时候 之后 之前 以后 以前 后 前 期间 的话 之际");

    private readonly List<Word> _words;
    private Predicate _found;

    private PredicateFinder(List<Word> words) => _words = words;

    /// <summary>What there is in the words of one clause.</summary>
    public static Predicate Look(List<Word> words)
    {
        var finder = new PredicateFinder(words);
        finder.Run();
        return finder._found;
    }

    /// <summary>Whether a clause only says when, why or how: 当温度超过八十度时.</summary>
    public static bool IsSubordinate(List<Word> words) =>
        Openers.Contains(words[0].Text) && !words.Any(word => word.Text[0] is '就' or '才' or '也' or '都' or '则')
            // 只有管理员能看到它 is whole.
            && !(words[0].Text == "只有" && (words.Count > 1 && words[1].Is('m') || words.Any(word => word.Text is "能" or "能够" or "可以" or "可" or "会" or "是" or "有权")))
        || words.Count > 2 && Closers.Contains(words[^1].Text) && words[^1].Text is not ("后" or "前") && !words.Skip(1).Any(word => word.Text is "是" or "在");

    /// <summary>Whether a sentence of one clause is a name with what belongs to it: 一个显示错误信息的对话框, 支付失败的提示, 密码输入框和登录按钮.</summary>
    public static bool IsName(List<Word> words)
    {
        if (words.Count >= 4 && words[^3].Text is "和" or "与" or "及" or "以及")
            return words[^2].Is('v') && words[^1].Text is var widget && Widgets.Contains(widget) && words.SkipLast(3).All(word => word.Is('n'));
        // 登录、注册
        if (words.Count >= 3 && words.Where((_, i) => i % 2 == 0).All(word => NamesOfButtons.Contains(word.Text) || word.Text is "注册" or "退出" or "确定" or "注销") && words.Where((_, i) => i % 2 == 1).All(word => word.Text == "、"))
            return words.Count % 2 == 1;
        var de = words.FindLastIndex(word => word.Text == "的");
        if (de < 1 || de == words.Count - 1 || !words.Skip(de + 1).All(word => word.Is('n') || NamesAsWell.Contains(word.Text)))
            return false;
        var start = words[0].Is('m') && words[0].Text[0] == '一' ? words[1].Is('q') ? 2 : 1 : 0;
        if (start > 0)
            return start < de && words[start].Is('v') && words[start].Text is not ("是" or "有" or "没有");
        return NeedSubject.Contains(words[0].Text)
            || words.Take(de).All(word => word.Is('v')) && NamesAsWell.Contains(words[de - 1].Text) && (!Imperatives.Contains(words[0].Text) || NamesOfButtons.Contains(words[0].Text) && words[de - 1].Text is "失败" or "成功");
    }

    private void Run()
    {
        var last = _words.Count - 1;
        if (last < 0)
            return;
        // 电池快没电了, 这是夜里拍的, 怎么打开呢
        if (_words[last].Text is "了" or "吗" or "呢" or "吧" && last > 0
            || _words[last].Text == "的" && _words.Any(word => word.Text is "是" or "会" or "由" or "被" or "不是"))
        {
            _found = Predicate.Found;
            return;
        }

        // 点击: as much a button's name as an order.
        if (last == 0 && NamesOfButtons.Contains(_words[0].Text) || last == 0 && _words[0].Text is "点击" or "单击" or "双击" or "打开" or "关闭" or "选择")
        {
            _found = Predicate.Doubtful;
            return;
        }

        // 只有一个按钮; but: 只有一个按钮的页面
        if (last > 1 && _words[0].Text == "只有" && _words[1].Is('m') && !_words.Exists(word => word.Text == "的"))
        {
            _found = Predicate.Found;
            return;
        }

        // 别点, 再等等, 试试换个浏览器
        if (last > 0 && _words[0].Text is "别" or "再" or "先" or "快" or "勿" && !_words.Exists(word => word.Is('n')) || IsTried(_words[0].Text) && last > 0)
        {
            _found = Predicate.Found;
            return;
        }

        for (var i = 0; i <= last && _found != Predicate.Found; i++)
        {
            if (CanBePredicate(i))
                _found = IsPartOfName(i) ? Predicate.Doubtful : Predicate.Found;
            else if ((_words[i].Is('v') || _words[i].Is('a') || _words[i].Is('z') || _words[i].Is('x')) && i < last && _words[i + 1].Text != "的")
                _found = Predicate.Doubtful;
        }
    }

    private static bool IsTried(string word) => word.Length == 2 && word[0] == word[1] && word[0] is '试' or '看' or '想' or '点' or '听' or '查' or '找' or '比' or '等' or '换';

    private bool CanBePredicate(int i)
    {
        var word = _words[i];
        var (before, after) = (i > 0 ? _words[i - 1] : null, i + 1 < _words.Count ? _words[i + 1] : null);
        // What an adverb says is said of the word behind it, which is looked at by itself.
        if ((word.Is('d') || word.Text is "没有" or "没") && NextSaid(i) is { } said && (_words[said].Is('v') || _words[said].Is('a')))
            return false;
        if (Auxiliary.Contains(word.Text))
            return word.Text is not ("得" or "为" or "可" or "要" or "如" or "比" or "将" or "由" or "使" or "在" or "无" or "没" or "不" or "仅" or "只" or "约" or "正" or "像") || after is not null;
        if (word.Is('v'))
            return word.Tag != "vn" || after is not null && (after.Text is "了" or "着" or "过" or "到" or "成" or "为" || after.Is('n') || after.Is('m') || after.Is('r')) || before is { Tag: "d" };
        if (word.Is('a') || word.Is('z'))
        {
            // 字号偏小, 比右边的平缓得多, 长约 3 mm; but: 红色 按钮, 高 点击率.
            return before is not null && (after is null || after.Text is "得" or "了" or "于" or "、" or "且" or "而" or "又" or "，" or "一些" or "许多" or "多" or "、" || after.Is('m') || after.Is('d') || before.Is('d') && before.Text is not "最") && !(before.Is('m') || before.Is('q'))
                || before is { Text: "一片" or "一样" or "同样" } && after is null;
        }

        // 宽不足 0.1 mm, 全长 3 米
        return word.Is('m') && after is { Tag: "q" } && before is not null && before.Is('n') && i + 2 >= _words.Count && word.Text.Length > 0 && char.IsDigit(word.Text[0]) && _words.Count <= 6
            || word.Is('m') && before is not null && before.Is('n') && after is null && word.Text.EndsWith('%');
    }

    private int? NextSaid(int i)
    {
        var next = i + 1;
        while (next < _words.Count && _words[next].Is('d'))
            next++;
        return next < _words.Count ? next : null;
    }

    // 的错误提示信息, 的退款申请列表, 那枚可疑结节: behind 的 or a measure word only words that make one name together.
    private bool IsInCompound(int i)
    {
        var start = _words.FindLastIndex(i, one => one.Text == "的" || one.Is('q') || one.Text is "那些" or "这些");
        return start >= 0
            && !_words.Skip(start + 1).Take(i - start - 1).Any(one => one.Is('n') || one.Is('r') || one.Is('f') || one.Is('d') && one.Text is not ("自动" or "手动") || one.Is('p'))
            && _words.Count - i <= 4 && _words.Count - i > 1
            && _words.Skip(i + 1).All(one => one.Is('n') || one.Is('v') || one.Is('a') || one.Is('b') || one.Is('x') || one.Is('q'))
            && (_words[^1].Is('n') || _words[^1].Tag is "vn" or "q" or "x");
    }

    // What stands before 的 belongs to the noun behind it, and so does a verb that makes a name with that noun.
    private bool IsPartOfName(int i)
    {
        var word = _words[i];
        var de = _words.FindIndex(i + 1, one => one.Text == "的");
        var afterVerb = i + 1;
        while (afterVerb < _words.Count && (Particles.Contains(_words[afterVerb].Text) || Complements.Contains(_words[afterVerb].Text) || _words[afterVerb].Is('d')))
            afterVerb++;

        // 正在加载中的, 宽两米的
        if (afterVerb < _words.Count - 1 && _words[afterVerb].Text is "中" or "后" or "前" or "时" && afterVerb + 1 == de)
            afterVerb++;
        if (word.Is('a') && de > 0 && _words.Skip(i + 1).Take(de - i - 1).All(one => one.Is('m') || one.Is('q') || one.Text is "约" or "近" or "达"))
            afterVerb = de;
        if (IsInCompound(i))
            return true;
        // 错误提示信息, 系统设置界面右侧的
        if (i > 0 && (_words[i - 1].Is('n') || _words[i - 1].Text is "错误") && word.Text is "提示" or "说明" or "设置" or "登录" or "搜索" or "管理" && i + 1 < _words.Count && Widgets.Contains(_words[i + 1].Text) && (i + 2 == _words.Count || _words[i + 2].Is('f') && i + 4 < _words.Count && _words[i + 3].Text == "的"))
            return true;
        // 版本冲突列表, 数据重复率
        if (i > 0 && _words[i - 1].Is('n') && WithoutObject.Contains(word.Text) && i == _words.Count - 2 && (Widgets.Contains(_words[^1].Text) || _words[^1].Text is "率" or "项" or "数" or "值" or "问题" or "提示" or "数据" or "情况"))
            return true;
        // 货架 立 柱: a name that the dictionary lacks.
        if (word is { Tag: "v", Text.Length: 1 } && i > 0 && _words[i - 1].Is('n') && i == _words.Count - 2 && _words[^1] is { Text.Length: 1, Tag: "n" } && !Auxiliary.Contains(word.Text))
            return true;

        // 登录页面的截图
        if (i == 0 && de == 2 && Widgets.Contains(_words[1].Text) && de == _words.Count - 2 && (word.Text is "登录" or "搜索" or "设置" or "注册" && Widgets.Contains(_words[^1].Text) || _words[^1].Text is "截图" or "图片" or "照片"))
            return true;

        var begins = Begins(i);
        if (de < 0)
        {
            // 提交按钮, 打开方式, 的标注按钮: verb and noun side by side, and nothing else.
            var rest = _words.Count - afterVerb;
            if (i > 0 && _words[i - 1].Text == "的")
                return word.Is('v') && rest <= 2 && !Auxiliary.Contains(word.Text) && _words.Skip(afterVerb).All(one => one.Is('n') || one.Is('v'));
            return begins && word.Is('v') && afterVerb == i + 1 && rest is 1 or 2 && (!Imperatives.Contains(word.Text) || NamesOfButtons.Contains(word.Text) && rest == 1 && Widgets.Contains(_words[^1].Text)) && !Auxiliary.Contains(word.Text) && _words.Skip(afterVerb).All(one => one.Is('n') || one.Is('v') || one.Is('f'));
        }

        if (de == _words.Count - 1)
            return !_words.Any(one => one.Text is "是" or "会" or "被");
        // 撞坏的货架, 圈出来的那枚
        if (afterVerb == de && !HasPredicateAfter(de))
            return !(word.Text is "是");
        var head = _words[de + 1];
        var demonstrative = head.Text is "这" or "那" or "此" || head.Is('r') && head.Text[0] is '这' or '那';
        // 显示用户的姓名 says something of what stands before it; 贴反了标签的那箱货 names something.
        if (begins)
            return Imperatives.Contains(word.Text) && !(word.Text is "等待" or "等" or "使用" or "用" && _words[i + 1].Is('v')) ? demonstrative : demonstrative || !(_words[de - 1].Is('f') || _words[de - 1].Is('r') || word.Text is "是" or "有" or "没有");
        return demonstrative && !HasPredicateAfter(de) && !(word.Text is "是" or "有" or "为" or "指向" or "指着" or "显示");
    }

    private bool HasPredicateAfter(int de)
    {
        var rest = Look(_words.Skip(de + 1).ToList());
        return rest == Predicate.Found;
    }

    // Whether nothing stands before that something could be said of.
    private bool Begins(int i)
    {
        for (var j = 0; j < i; j++)
        {
            if (_words[j].Is('n') || _words[j].Is('r') || _words[j].Is('f') || _words[j].Is('s') || _words[j].Is('x') || _words[j].Is('m') || _words[j].Is('q'))
                return _words[..(j + 1)].Exists(one => one.Text is "被" or "由" or "从" or "在" or "向" or "用" or "对" or "给") && !_words.Skip(j + 1).Take(i - j - 1).Any(one => one.Is('n') || one.Is('f'));
        }

        return true;
    }

    private static HashSet<string> Set(string words) => words.Split(' ').ToHashSet(StringComparer.Ordinal);
}
