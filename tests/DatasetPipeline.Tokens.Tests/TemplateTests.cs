using System.Diagnostics;
using DatasetPipeline.Tokens.Templates;

namespace DatasetPipeline.Tokens.Tests;

public sealed class TemplateTests
{
    private static readonly Dictionary<string, object?> Variables = new()
    {
        ["messages"] = new List<object?>
        {
            new Dictionary<string, object?> { ["role"] = "user", ["content"] = "Hi there" },
            new Dictionary<string, object?> { ["role"] = "assistant", ["content"] = new List<object?> { new Dictionary<string, object?> { ["type"] = "text", ["text"] = "A \"b\"" } } },
        },
        ["name"] = "Äb c",
        ["n"] = 3L,
        ["x"] = null,
        ["flag"] = true,
        ["items"] = new List<object?> { 3L, 1L, 2L },
        ["m"] = new Dictionary<string, object?> { ["a"] = 1L, ["items"] = "own" },
    };

    // What Jinja2 3.1.6 writes with trim_blocks, lstrip_blocks and loopcontrols, as transformers has them.
    [Theory]
    [InlineData("a\n{% if flag %}\nb\n{% endif %}\nc\n", "a\nb\nc")]
    [InlineData("  {% if flag %}x{% endif %}  y", "x  y")]
    [InlineData("a  {%- if flag -%}  x  {%- endif -%}  b", "axb")]
    [InlineData("a {{- ' b ' -}} c\n\n", "a b c\n")]
    [InlineData("x {# gone #}\ny\n  {#- all -#}  z", "x yz")]
    [InlineData("{%+ if flag %}\n x{% endif +%}\ny", " x\ny")]
    [InlineData("{{ '%}' }}{{ \"a\\n\\t\\u0041\\\\\" }}{{ 'it''s' }}", "%}a\n\tA\\its")]
    [InlineData("{{ 1 + 2 * 3 - 4 // 3 }} {{ 7 % 4 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 5 / 2 }} {{ 4 / 2 }} {{ -n }} {{ 1.5 + 1 }}", "6 3 -4 2 2.5 2.0 -3 2.5")]
    [InlineData("{{ 'a' ~ 1 ~ true ~ none }} {{ 'a' + 'b' }} {{ [1] + [2] == [1, 2] }}", "a1TrueNone ab True")]
    [InlineData("{{ not flag or n == 3 and not x }} {{ n > 2 < 5 }} {{ 1 < n <= 3 }} {{ 'a' < 'b' }} {{ 2 in items }} {{ 9 not in items }} {{ 'th' in messages[0].content }} {{ 'a' in m }}", "True True True True True True True True")]
    [InlineData("{{ 'yes' if flag else 'no' }}{{ 'yes' if not flag }}{{ (1 if x else 2 if n == 4 else 5) }}", "yes5")]
    [InlineData("{{ x or 'or' }} {{ n and 'and' }} {{ missing or 'none' }}|{{ missing }}|{{ x }}", "or and none||None")]
    [InlineData("{{ x is none }} {{ missing is defined }} {{ n is not string }} {{ name is string }} {{ m is mapping }} {{ items is iterable and items is not mapping }} {{ n is odd }} {{ true is true }} {{ x is not none and x.y }} {{ n is eq 3 }} {{ n is in items }}", "True False True True True True True True False True True")]
    [InlineData("{% for i in items %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }}:{{ i }}{{ ', ' if not loop.last }}{% endfor %}", "10TrueFalse33:3, 21FalseFalse32:1, 32FalseTrue31:2")]
    [InlineData("{% for i in items if i > 1 %}{{ i }}{{ loop.length }}{% else %}none{% endfor %}{% for i in [] %}x{% else %}none{% endfor %}", "3222none")]
    [InlineData("{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}={{ v }};{% endfor %}{{ m.a }}{{ m['items'] }}{{ m.get('z', 'no') }}{{ m.get('z') }}", "a=1;b=2;1ownnoNone")]
    [InlineData("{% for i in items %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% if i == 2 %}{% break %}{% endif %}{% endfor %}", "32")]
    [InlineData("{% set a = 1 %}{% for i in items %}{% set a = i %}{% endfor %}{{ a }}{% set ns = namespace(a=0, b='') %}{% for i in items %}{% set ns.a = ns.a + i %}{% endfor %}{{ ns.a }}", "16")]
    [InlineData("{% if flag %}{% set inside = 5 %}{% endif %}{{ inside }}{% set a, b = [1, 2] %}{{ b }}{% set block %}x{{ n }}{% endset %}{{ block }}", "52x3")]
    [InlineData("{% macro f(a, b=2, c=none) %}\n  {{- a }}-{{ b }}-{{ c }};\n{%- endmacro %}{{ f(1) }}{{ f(1, c=3) }}{{ f(1, 5)|upper }}", "1-2-None;1-2-3;1-5-NONE;")]
    [InlineData("{{ items[0] }}{{ items[-1] }}{{ items[::-1] == [2, 1, 3] }}{{ name[1:] }}{{ name[:-1] }}{{ name[::2] }}{{ items[5] }}{{ messages[1].content[0]['text'] }}{{ items.0 }}", "32Trueb cÄb Ä A \"b\"3")]
    [InlineData("{{ ' a b '.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'a,b,c'.split(',')[-1] }}|{{ 'a b  c'.split()|length }}|{{ 'a</t>b'.split('</t>')[0].rstrip('\\n').split('<t>')[-1].lstrip('\\n') }}|{{ 'abc'.startswith('ab') and 'abc'.endswith('bc') }}|{{ 'aXa'.replace('a', 'b') }}|{{ 'a b'.title() }}|{{ 'aBC'.capitalize() }}", "a b|a|c|3|a|True|bXb|A B|Abc")]
    [InlineData("{{ ' a '|trim }}|{{ 'a'|upper|lower }}|{{ items|length }}{{ name|length }}|{{ items|first }}{{ items|last }}|{{ items|join(', ') }}|{{ missing|default('d') }}{{ x|default('d') }}{{ x|default('d', true) }}|{{ 'a-b'|replace('-', '+') }}|{{ 5|string + '5' }}|{{ '7'|int + 1 }}|{{ messages|map(attribute='role')|join(' ') }}|{{ messages|selectattr('role', 'equalto', 'user')|list|length }}|{{ messages|rejectattr('role', '==', 'user')|map(attribute='role')|first }}", "a|a|34|32|3, 1, 2|dNoned|a+b|55|8|user assistant|1|assistant")]
    [InlineData("{{ range(3)|join }}{{ range(5, 1, -2)|join(',') }}{{ [1, 'a', [2]]|length }}{{ {'a': 1}['a'] }}{{ (1, 2)|length }}{{ (3) }}{{ 1 if (flag) }}", "0125,331231")]
    [InlineData("{{ messages[0]['role'] }}{{ messages[0].role.upper() }}{{ messages|length - 1 }}{{ (messages|length - 1) - 1 }}{{ 'a' 'b' }}{{ 10 ~ 'a' * 1 if false else 'ok' }}", "userUSER10abok")]
    [InlineData("{% if messages[0].content is string %}s{% elif x %}x{% else %}l{% endif %}{% if x %}{% elif flag %}flag{% endif %}", "sflag")]
    [InlineData("{%- for message in messages[::-1] %}\n    {%- set index = (messages|length - 1) - loop.index0 %}\n    {{- index ~ message.role }}\n{%- endfor %}", "1assistant0user")]
    public void Writes_what_Jinja_writes(string template, string written) => Assert.Equal(written, Template.Parse(template).Render(Variables));

    [Theory]
    [InlineData("{% include 'x' %}", "include")]
    [InlineData("{% if flag %}", "the end")]
    [InlineData("{% endif %}", "endif")]
    [InlineData("{{ 1 + }}", "a value")]
    [InlineData("{{ 'open }}", "string")]
    [InlineData("{{ n", "tag")]
    [InlineData("{# open", "comment")]
    [InlineData("{{ n ? 1 }}", "?")]
    [InlineData("{{ n|tojson }}", "tojson")]
    [InlineData("{{ n is prime }}", "prime")]
    [InlineData("{{ missing.key }}", "key")]
    [InlineData("{{ n() }}", "no function")]
    [InlineData("{{ items }}", "prints a list")]
    [InlineData("{{ 1 // 0 }}", "by 0")]
    [InlineData("{{ name + 1 }}", "a text + a number")]
    [InlineData("{{ raise_exception('Only one system turn.') }}", "Only one system turn.")]
    public void What_is_broken_or_outside_is_one_error_that_says_what(string template, string part) => Assert.Contains(part, Refused(template).Message, StringComparison.Ordinal);

    [Fact]
    public void A_branch_that_is_not_taken_may_do_what_is_not_done_here() =>
        Assert.Equal("ok", Template.Parse("{% if tools %}{{ tools | tojson(indent=2) }}{{ strftime_now('%Y') }}{% endif %}ok").Render(Variables));

    [Theory]
    [InlineData("{% for a in range(1000000000) %}{% endfor %}")]
    [InlineData("{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='ab') %}{% for a in range(1000) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s=[1, 2]) %}{% for a in range(1000) %}{% set ns.s = ns.s + ns.s %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='ab') %}{% for a in range(1000) %}{% set ns.s = ns.s.replace('a', ns.s) %}{% endfor %}")]
    [InlineData("{% macro f(a) %}{{ f(a) }}{% endmacro %}{{ f(1) }}")]
    [InlineData("{% macro f(a) %}{{ f(a) }}{{ f(a) }}{% endmacro %}{{ f(1) }}")]
    public void One_without_end_ends_soon(string template) => Soon(template);

    [Theory]
    [InlineData("{{ ", "(", "1", ")", " }}")]
    [InlineData("{{ ", "[", "1", "]", " }}")]
    [InlineData("{{ ", "not ", "1", "", " }}")]
    [InlineData("{{ ", "-", "1", "", " }}")]
    [InlineData("{{ ", "", "m", ".a", " }}")]
    [InlineData("{{ ", "", "m", "|trim", " }}")]
    [InlineData("{{ ", "", "1", " if 1", " }}")]
    [InlineData("{{ ", "1 or ", "1", "", " }}")]
    [InlineData("", "{% if 1 %}", "", "", "")]
    [InlineData("", "{% for a in [1] %}", "", "{% endfor %}", "")]
    public void One_nested_ten_thousand_deep_is_refused_or_written_and_never_a_crash(string start, string open, string inside, string close, string end)
    {
        var template = start + string.Concat(Enumerable.Repeat(open, 10_000)) + inside + string.Concat(Enumerable.Repeat(close, 10_000)) + end;
        var clock = Stopwatch.StartNew();
        try
        {
            Template.Parse(template).Render(Variables);
        }
        catch (TemplateException)
        {
            // nested too deeply
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
    }

    [Theory]
    [InlineData("'LONG'|length")]
    [InlineData("'LONG'|int")]
    [InlineData("'LONG'|trim('LONG')")]
    [InlineData("'LONG'.strip('LONG')")]
    [InlineData("'LONG' in 'LONGLONG'")]
    [InlineData("'LONG'.replace('L', 'LONG')")]
    [InlineData("'LONG'.split('LONG')")]
    [InlineData("'LONG'[::-1]")]
    [InlineData("'LONG'|list")]
    public void Long_texts_written_in_it_cost_what_they_take(string expression) =>
        Soon("{% for i in range(1000) %}{% for j in range(1000) %}{% set x = " + expression.Replace("LONG", new string('x', 40_000), StringComparison.Ordinal) + " %}{% endfor %}{% endfor %}");

    private static TemplateException Refused(string template) => Assert.Throws<TemplateException>(() => Template.Parse(template).Render(Variables));

    private static void Soon(string template)
    {
        var (clock, allocated) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        Refused(template);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 256 << 20);
    }
}
