using System.Globalization;
using System.Runtime.CompilerServices;

namespace DatasetPipeline.Tokens.Templates;

// Expressions, the loosest first.
internal sealed partial class TemplateParser
{
    private TemplateExpression Expression()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var value = Or();
        while (Skip("if"))
        {
            var (then, when) = (value, Or());
            var otherwise = Skip("else") ? Expression() : null;
            value = run => TemplateValues.IsTrue(when(run)) ? then(run) : otherwise is null ? Undefined.Value : otherwise(run);
        }

        return value;
    }

    private TemplateExpression Or()
    {
        var left = And();
        while (Skip("or"))
        {
            var (first, second) = (left, And());
            left = run => Step(run, first) is var value && TemplateValues.IsTrue(value) ? value : second(run);
        }

        return left;
    }

    private TemplateExpression And()
    {
        var left = Not();
        while (Skip("and"))
        {
            var (first, second) = (left, Not());
            left = run => Step(run, first) is var value && TemplateValues.IsTrue(value) ? second(run) : value;
        }

        return left;
    }

    private TemplateExpression Not()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!Skip("not"))
            return Comparison();
        var value = Not();
        return run => !TemplateValues.IsTrue(Step(run, value));
    }

    private TemplateExpression Comparison()
    {
        var first = Sum();
        var rest = new List<(string Sign, TemplateExpression Value)>();
        while (true)
        {
            if (Is("not") && tokens[_at + 1].Text == "in")
            {
                _at += 2;
                rest.Add(("not in", Sum()));
            }
            else if (Now.Kind is TemplateTokenKind.Sign or TemplateTokenKind.Name && Now.Text is "==" or "!=" or "<" or ">" or "<=" or ">=" or "in")
            {
                rest.Add((tokens[_at++].Text, Sum()));
            }
            else
            {
                break;
            }
        }

        return rest.Count == 0 ? first : run =>
        {
            var left = Step(run, first);
            foreach (var (sign, value) in rest)
            {
                var right = value(run);
                if (!Holds(run, sign, left, right))
                    return false;
                left = right;
            }

            return true;
        };
    }

    private static bool Holds(TemplateRun run, string sign, object? left, object? right) => sign switch
    {
        "==" => TemplateValues.AreEqual(run, left, right),
        "!=" => !TemplateValues.AreEqual(run, left, right),
        "in" => TemplateValues.Contains(run, right, left),
        "not in" => !TemplateValues.Contains(run, right, left),
        "<" => TemplateValues.Compare(left, right) < 0,
        ">" => TemplateValues.Compare(left, right) > 0,
        "<=" => TemplateValues.Compare(left, right) <= 0,
        _ => TemplateValues.Compare(left, right) >= 0,
    };

    private TemplateExpression Sum() => Chain(Joined, "+", "-");

    private TemplateExpression Joined() => Chain(Product, "~");

    private TemplateExpression Product() => Chain(Unary, "*", "/", "//", "%");

    private TemplateExpression Chain(Func<TemplateExpression> part, params string[] signs)
    {
        var first = part();
        var rest = new List<(string Sign, TemplateExpression Value)>();
        while (Now.Kind == TemplateTokenKind.Sign && signs.Contains(Now.Text))
            rest.Add((tokens[_at++].Text, part()));
        return rest.Count == 0 ? first : run => rest.Aggregate(Step(run, first), (left, next) => Compute(run, next.Sign, left, next.Value(run)));
    }

    private static object? Compute(TemplateRun run, string sign, object? left, object? right)
    {
        if (sign == "~" || (sign == "+" && left is string && right is string))
        {
            var (a, b) = (TemplateValues.TextOf(left), TemplateValues.TextOf(right));
            run.Spend(a.Length + b.Length);
            return a + b;
        }

        if (sign == "+" && left is List<object?> some && right is List<object?> more)
        {
            run.Spend(some.Count + more.Count);
            return some.Concat(more).ToList();
        }

        run.Spend();
        if (TemplateValues.NumberOf(left) is not { } x || TemplateValues.NumberOf(right) is not { } y)
            throw new TemplateException($"it computes {TemplateValues.NameOf(left)} {sign} {TemplateValues.NameOf(right)}");
        var result = sign switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            _ when y == 0 => throw new TemplateException("it divides by 0"),
            "/" => x / y,
            "//" => Math.Floor(x / y),
            _ => x - (y * Math.Floor(x / y)),
        };
        return sign == "/" || left is double || right is double || Math.Abs(result) > 1e15 ? result : (object)(long)result;
    }

    private TemplateExpression Unary()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!Is("-") && !Is("+"))
            return Filtered(Postfix(Primary()));
        var sign = tokens[_at++].Text;
        var value = Unary();
        return run => value(run) switch
        {
            long number => (object)(sign == "-" ? -number : number),
            double number => sign == "-" ? -number : number,
            var other => throw new TemplateException($"it computes {sign} {TemplateValues.NameOf(other)}"),
        };
    }

    private TemplateExpression Filtered(TemplateExpression value)
    {
        while (true)
        {
            if (Skip("|"))
            {
                var (of, name) = (value, Name());
                var call = Is("(") ? Arguments() : NoArguments;
                value = run => Step(run, of) is var input && call(run) is var (arguments, named) ? TemplateFunctions.Filter(run, name, input, arguments, named) : null;
            }
            else if (Skip("is"))
            {
                var (of, not, name) = (value, Skip("not"), Name());
                var call = Is("(") ? Arguments()
                    : Now.Kind is TemplateTokenKind.String or TemplateTokenKind.Number || (Now.Kind == TemplateTokenKind.Name && Now.Text is not ("and" or "or" or "if" or "else" or "is" or "in" or "not")) ? One(Postfix(Primary()))
                    : NoArguments;
                value = run => Step(run, of) is var input && call(run) is var (arguments, _) && not != TemplateFunctions.Test(run, name, input, arguments);
            }
            else
            {
                return value;
            }
        }
    }

    private TemplateExpression Postfix(TemplateExpression value)
    {
        while (true)
        {
            if (Skip("."))
            {
                var of = value;
                if (Now.Kind == TemplateTokenKind.Number)
                {
                    var at = long.Parse(tokens[_at++].Text, CultureInfo.InvariantCulture);
                    value = run => TemplateValues.Item(Step(run, of), at);
                    continue;
                }

                var name = Name();
                value = run => TemplateValues.Attribute(Step(run, of), name);
            }
            else if (Skip("["))
            {
                value = Part(value);
            }
            else if (Is("("))
            {
                var (of, call) = (value, Arguments());
                value = run =>
                {
                    var called = Step(run, of) as TemplateCallable ?? throw new TemplateException("it calls what is no function");
                    var (arguments, named) = call(run);
                    return called(run, arguments, named);
                };
            }
            else
            {
                return value;
            }
        }
    }

    // Behind the opening bracket.
    private TemplateExpression Part(TemplateExpression of)
    {
        var bounds = new List<TemplateExpression?>();
        do
            bounds.Add(Is(":") || Is("]") ? null : Expression());
        while (Skip(":"));
        Expect("]");
        if (bounds is [{ } key])
            return run => TemplateValues.Item(Step(run, of), key(run));
        return run => TemplateValues.Slice(run, Step(run, of), bounds[0]?.Invoke(run), bounds.ElementAtOrDefault(1)?.Invoke(run), bounds.ElementAtOrDefault(2)?.Invoke(run));
    }

    private TemplateExpression Primary()
    {
        var token = tokens[_at++];
        switch (token.Kind)
        {
            case TemplateTokenKind.String:
                var text = token.Text;
                while (Now.Kind == TemplateTokenKind.String)
                    text += tokens[_at++].Text;
                return _ => text;
            case TemplateTokenKind.Number when long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole):
                return _ => whole;
            case TemplateTokenKind.Number when double.TryParse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number):
                return _ => number;
            case TemplateTokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => _ => true,
                    "false" or "False" => _ => false,
                    "none" or "None" => _ => null,
                    _ => run => run.Find(token.Text),
                };
            case TemplateTokenKind.Sign when token.Text is "(" or "[":
                return List(token.Text == "(" ? ")" : "]");
            case TemplateTokenKind.Sign when token.Text == "{":
                return Map();
            default:
                throw new TemplateException($"{(token.Text.Length == 0 ? "the end" : token.Text)} stands where a value should");
        }
    }

    private TemplateExpression List(string close)
    {
        var items = new List<TemplateExpression>();
        var comma = false;
        while (!Skip(close))
        {
            items.Add(Expression());
            if (Skip(","))
            {
                comma = true;
                continue;
            }

            Expect(close);
            break;
        }

        if (close == ")" && !comma && items is [var only])
            return only;
        return run => items.ConvertAll(item => item(run));
    }

    private TemplateExpression Map()
    {
        var items = new List<(TemplateExpression Key, TemplateExpression Value)>();
        while (!Skip("}"))
        {
            var key = Expression();
            Expect(":");
            items.Add((key, Expression()));
            if (!Skip(","))
            {
                Expect("}");
                break;
            }
        }

        return run =>
        {
            var map = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (key, value) in items)
                map[TemplateValues.TextOf(key(run))] = value(run);
            return map;
        };
    }

    private Func<TemplateRun, (IReadOnlyList<object?>, IReadOnlyDictionary<string, object?>)> Arguments()
    {
        var arguments = new List<TemplateExpression>();
        var named = new List<(string Name, TemplateExpression Value)>();
        Expect("(");
        while (!Skip(")"))
        {
            if (Now.Kind == TemplateTokenKind.Name && tokens[_at + 1].Text == "=")
            {
                var name = Name();
                Expect("=");
                named.Add((name, Expression()));
            }
            else
            {
                arguments.Add(Expression());
            }

            if (!Skip(","))
            {
                Expect(")");
                break;
            }
        }

        return run =>
        {
            var values = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (name, value) in named)
                values[name] = value(run);
            return (arguments.ConvertAll(argument => argument(run)), values);
        };
    }

    private static (IReadOnlyList<object?>, IReadOnlyDictionary<string, object?>) NoArguments(TemplateRun run) => ([], new Dictionary<string, object?>(StringComparer.Ordinal));

    private static Func<TemplateRun, (IReadOnlyList<object?>, IReadOnlyDictionary<string, object?>)> One(TemplateExpression value) =>
        run => ([value(run)], new Dictionary<string, object?>(StringComparer.Ordinal));

    private static object? Step(TemplateRun run, TemplateExpression value)
    {
        run.Spend();
        return value(run);
    }
}
