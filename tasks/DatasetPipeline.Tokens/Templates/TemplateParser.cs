using System.Runtime.CompilerServices;

namespace DatasetPipeline.Tokens.Templates;

/// <summary>Reads a template's statements: text, print, if, for, set, macro, break, continue, and transformers' generation.</summary>
internal sealed partial class TemplateParser(List<TemplateToken> tokens)
{
    private int _at;

    private TemplateToken Now => tokens[_at];

    /// <summary>The whole template.</summary>
    public static TemplateStatement Read(string template)
    {
        var parser = new TemplateParser(TemplateLexer.Read(template));
        var body = parser.Body();
        return parser.Now.Kind == TemplateTokenKind.End ? body : throw new TemplateException($"{parser.Now.Text} stands alone");
    }

    // Up to the end or to a tag that is none of these statements, which the caller knows.
    private TemplateStatement Body()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var parts = new List<TemplateStatement>();
        while (true)
        {
            if (Now.Kind == TemplateTokenKind.Text)
            {
                parts.Add(Print(tokens[_at++].Text));
            }
            else if (Now is { Kind: TemplateTokenKind.Open, Text: "{{" })
            {
                _at++;
                parts.Add(Print(Expression()));
                Close();
            }
            else if (Now.Kind == TemplateTokenKind.Open && Statement(tokens[_at + 1].Text) is { } statement)
            {
                parts.Add(statement);
            }
            else
            {
                return Sequence(parts);
            }
        }
    }

    private TemplateStatement? Statement(string keyword)
    {
        switch (keyword)
        {
            case "if":
                _at += 2;
                return If();
            case "for":
                _at += 2;
                return For();
            case "set":
                _at += 2;
                return Set();
            case "macro":
                _at += 2;
                return Macro();
            case "break" or "continue":
                _at += 2;
                Close();
                return _ => keyword == "break" ? LoopStep.Break : LoopStep.Continue;
            case "generation":
                _at += 2;
                Close();
                var body = Body();
                End("endgeneration");
                return body;
            case "else" or "elif" or "endif" or "endfor" or "endset" or "endmacro" or "endgeneration":
                _at++;
                return null;
            default:
                throw new TemplateException($"the statement {keyword} is not read here");
        }
    }

    private TemplateStatement If()
    {
        var branches = new List<(TemplateExpression When, TemplateStatement Then)>();
        TemplateStatement? otherwise = null;
        branches.Add(Branch());
        while (Skip("elif"))
            branches.Add(Branch());
        if (Skip("else"))
        {
            Close();
            otherwise = Body();
        }

        End("endif");
        return run =>
        {
            foreach (var (when, then) in branches)
            {
                if (TemplateValues.IsTrue(when(run)))
                    return then(run);
            }

            return otherwise?.Invoke(run) ?? LoopStep.Next;
        };

        (TemplateExpression, TemplateStatement) Branch()
        {
            var when = Expression();
            Close();
            return (when, Body());
        }
    }

    private TemplateStatement For()
    {
        var names = Names();
        Expect("in");
        var items = Or();
        var only = Skip("if") ? Or() : null;
        Close();
        var body = Body();
        TemplateStatement? otherwise = null;
        if (Skip("else"))
        {
            Close();
            otherwise = Body();
        }

        End("endfor");
        return run =>
        {
            var all = TemplateValues.Items(run, items(run));
            if (only is not null)
                all = all.FindAll(item => run.Within(Named(names, item), () => TemplateValues.IsTrue(only(run))));
            for (var i = 0; i < all.Count; i++)
            {
                run.Spend();
                var scope = Named(names, all[i]);
                scope["loop"] = Loop(all, i);
                if (run.Within(scope, () => body(run)) == LoopStep.Break)
                    break;
            }

            return all.Count == 0 && otherwise is not null ? otherwise(run) : LoopStep.Next;
        };
    }

    private TemplateStatement Set()
    {
        if (tokens[_at + 1].Text == ".")
        {
            var (name, attribute) = (Name(), "");
            Expect(".");
            attribute = Name();
            Expect("=");
            var value = Expression();
            Close();
            return run =>
            {
                var space = run.Find(name) as Dictionary<string, object?> ?? throw new TemplateException($"{name} is no namespace");
                space[attribute] = value(run);
                return LoopStep.Next;
            };
        }

        var names = Names();
        if (Skip("="))
        {
            var value = Expression();
            Close();
            return run => Assign(run, value(run));
        }

        Close();
        var body = Body();
        End("endset");
        return run => Assign(run, run.Aside(run.Scopes, body));

        LoopStep Assign(TemplateRun run, object? value)
        {
            foreach (var (name, part) in Named(names, value))
                run.Set(name, part);
            return LoopStep.Next;
        }
    }

    private TemplateStatement Macro()
    {
        var name = Name();
        var parameters = new List<(string Name, TemplateExpression? Default)>();
        Expect("(");
        while (!Skip(")"))
        {
            parameters.Add((Name(), Skip("=") ? Expression() : null));
            if (!Skip(","))
            {
                Expect(")");
                break;
            }
        }

        Close();
        var body = Body();
        End("endmacro");
        return run =>
        {
            var seen = run.Scopes.ToList();
            run.Set(name, (TemplateCallable)((caller, arguments, named) =>
            {
                caller.Spend();
                var own = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (var (i, parameter) in parameters.Index())
                {
                    own[parameter.Name] = i < arguments.Count ? arguments[i]
                        : named.TryGetValue(parameter.Name, out var given) ? given
                        : parameter.Default is null ? Undefined.Value : parameter.Default(caller);
                }

                return caller.Aside([.. seen, own], body);
            }));
            return LoopStep.Next;
        };
    }

    private List<string> Names()
    {
        var names = new List<string>();
        do
            names.Add(Name());
        while (Skip(","));
        return names;
    }

    private static Dictionary<string, object?> Named(List<string> names, object? value)
    {
        if (names.Count == 1)
            return new(StringComparer.Ordinal) { [names[0]] = value };
        if (value is not List<object?> parts || parts.Count != names.Count)
            throw new TemplateException($"it takes {TemplateValues.NameOf(value)} apart into {names.Count}");
        return names.Zip(parts).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    private static Dictionary<string, object?> Loop(List<object?> all, int i) => new(StringComparer.Ordinal)
    {
        ["index"] = i + 1L,
        ["index0"] = (long)i,
        ["revindex"] = (long)all.Count - i,
        ["revindex0"] = all.Count - i - 1L,
        ["first"] = i == 0,
        ["last"] = i == all.Count - 1,
        ["length"] = (long)all.Count,
        ["previtem"] = i > 0 ? all[i - 1] : Undefined.Value,
        ["nextitem"] = i < all.Count - 1 ? all[i + 1] : Undefined.Value,
    };

    private static TemplateStatement Sequence(List<TemplateStatement> parts) => run =>
    {
        foreach (var part in parts)
        {
            run.Spend();
            if (part(run) is not LoopStep.Next and var step)
                return step;
        }

        return LoopStep.Next;
    };

    private static TemplateStatement Print(string text) => run => Write(run, text);

    private static TemplateStatement Print(TemplateExpression value) => run => Write(run, TemplateValues.TextOf(value(run)));

    private static LoopStep Write(TemplateRun run, string text)
    {
        run.Spend(text.Length);
        run.Output.Append(text);
        return LoopStep.Next;
    }

    private void End(string keyword)
    {
        Expect(keyword);
        Close();
    }

    private void Close()
    {
        if (Now.Kind != TemplateTokenKind.Close)
            throw new TemplateException($"{Now.Text} is not understood where a tag should end");
        _at++;
    }

    private string Name() => Now.Kind == TemplateTokenKind.Name ? tokens[_at++].Text : throw new TemplateException($"{Now.Text} stands where a name should");

    private bool Is(string text) => Now.Kind is TemplateTokenKind.Name or TemplateTokenKind.Sign && Now.Text == text;

    private bool Skip(string text)
    {
        if (!Is(text))
            return false;
        _at++;
        return true;
    }

    private void Expect(string text)
    {
        if (!Skip(text))
            throw new TemplateException($"{(Now.Text.Length == 0 ? "the end" : Now.Text)} stands where {text} should");
    }
}
