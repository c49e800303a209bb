using System.Globalization;

namespace DatasetPipeline.Tokens.Templates;

/// <summary>The filters, tests, methods and functions that chat templates use.</summary>
internal static class TemplateFunctions
{
    /// <summary>Functions that every template has.</summary>
    public static IReadOnlyDictionary<string, TemplateCallable> Globals { get; } = new Dictionary<string, TemplateCallable>(StringComparer.Ordinal)
    {
        ["namespace"] = (_, _, named) => new Dictionary<string, object?>(named, StringComparer.Ordinal),
        ["dict"] = (_, _, named) => new Dictionary<string, object?>(named, StringComparer.Ordinal),
        ["range"] = Range,
        ["raise_exception"] = (_, arguments, _) => throw new TemplateException($"it refuses the conversation: {(arguments is [string text, ..] ? text : "")}"),
    };

    /// <summary><c>value | name(arguments)</c></summary>
    public static object? Filter(TemplateRun run, string name, object? value, IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object?> named)
    {
        switch (name)
        {
            case "length" or "count":
                return value is string ? Text().EnumerateRunes().LongCount() : (long)TemplateValues.Items(run, value).Count;
            case "default" or "d":
                var orFalse = Argument(arguments, named, 1, "boolean");
                return value is Undefined || (TemplateValues.IsTrue(orFalse) && !TemplateValues.IsTrue(value)) ? Argument(arguments, named, 0, "default_value") ?? "" : value;
            case "first":
                return TemplateValues.Items(run, value) is [var first, ..] ? first : Undefined.Value;
            case "last":
                return TemplateValues.Items(run, value) is [.., var last] ? last : Undefined.Value;
            case "list":
                return TemplateValues.Items(run, value).ToList();
            case "reverse" when value is not string:
                return Enumerable.Reverse(TemplateValues.Items(run, value)).ToList();
            case "items":
                return value is Undefined ? new List<object?>() : ItemsOf(run, value);
            case "join":
                var between = Argument(arguments, named, 0, "d") as string ?? "";
                var texts = TemplateValues.Items(run, value).ConvertAll(TemplateValues.TextOf);
                run.Spend(texts.Sum(text => (long)text.Length + between.Length));
                return string.Join(between, texts);
            case "string" or "safe":
                return TemplateValues.TextOf(value);
            case "int":
                return TemplateValues.NumberOf(value) is { } number ? (long)Math.Clamp(number, -1e15, 1e15)
                    : value is string && long.TryParse(Text().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0L;
            case "map" when named.TryGetValue("attribute", out var attribute) && attribute is string key:
                return TemplateValues.Items(run, value).ConvertAll(item => TemplateValues.Item(item, key));
            case "selectattr" or "rejectattr" when arguments is [string key, ..]:
                var wanted = name == "selectattr";
                return TemplateValues.Items(run, value).FindAll(item => wanted == Holds(run, TemplateValues.Item(item, key), arguments.Skip(1).ToList()));
            case "trim":
                return MethodOf(Text(), "strip")!(run, arguments, named);
            case "upper" or "lower" or "title" or "capitalize" or "replace":
                return MethodOf(Text(), name)!(run, arguments, named);
            default:
                throw new TemplateException($"the filter {name} is not read here");
        }

        string Text()
        {
            var text = TemplateValues.TextOf(value);
            run.Spend(text.Length);
            return text;
        }
    }

    /// <summary><c>value is name(arguments)</c></summary>
    public static bool Test(TemplateRun run, string name, object? value, IReadOnlyList<object?> arguments) => name switch
    {
        "defined" => value is not Undefined,
        "undefined" => value is Undefined,
        "none" => value is null,
        "string" => value is string,
        "mapping" => value is Dictionary<string, object?>,
        "sequence" or "iterable" => value is string or List<object?> or Dictionary<string, object?> or Undefined,
        "number" => value is long or double,
        "integer" => value is long,
        "float" => value is double,
        "boolean" => value is bool,
        "true" => value is true,
        "false" => value is false,
        "callable" => value is TemplateCallable,
        "odd" => value is long number && number % 2 != 0,
        "even" => value is long number && number % 2 == 0,
        "in" when arguments is [var whole] => TemplateValues.Contains(run, whole, value),
        "equalto" or "eq" or "sameas" when arguments is [var other] => TemplateValues.AreEqual(run, value, other),
        "ne" when arguments is [var other] => !TemplateValues.AreEqual(run, value, other),
        _ => throw new TemplateException($"the test {name} is not read here"),
    };

    /// <summary>A method of a value, or null where it has none of that name.</summary>
    public static TemplateCallable? MethodOf(object? value, string name) => value switch
    {
        string text => MethodOfText(text, name),
        Dictionary<string, object?> map => name switch
        {
            "get" => (_, arguments, _) => arguments is [string key, ..] && map.TryGetValue(key, out var item) ? item : arguments.ElementAtOrDefault(1),
            "items" => (run, _, _) => ItemsOf(run, map),
            "keys" => (run, _, _) => TemplateValues.Items(run, map),
            "values" => (run, _, _) => { run.Spend(map.Count); return map.Values.ToList(); },
            _ => null,
        },
        _ => null,
    };

    private static TemplateCallable? MethodOfText(string text, string name)
    {
        Func<string?, object?>? method = name switch
        {
            "strip" => characters => text.Trim(characters?.ToCharArray()),
            "lstrip" => characters => text.TrimStart(characters?.ToCharArray()),
            "rstrip" => characters => text.TrimEnd(characters?.ToCharArray()),
            "startswith" => start => text.StartsWith(start ?? "", StringComparison.Ordinal),
            "endswith" => end => text.EndsWith(end ?? "", StringComparison.Ordinal),
            "upper" => _ => text.ToUpperInvariant(),
            "lower" => _ => text.ToLowerInvariant(),
            "title" => _ => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text.ToLowerInvariant()),
            "capitalize" => _ => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant(),
            _ => null,
        };
        if (method is not null)
        {
            return (run, arguments, _) =>
            {
                run.Spend(1 + text.Length + ((long)text.Length * ((arguments.FirstOrDefault() as string)?.Length ?? 0) / 64));
                return arguments is [not string and not null, ..] ? throw new TemplateException($"{name} is given {TemplateValues.NameOf(arguments[0])}") : method(arguments.FirstOrDefault() as string);
            };
        }

        return name switch
        {
            "split" => (run, arguments, _) =>
            {
                var by = arguments.FirstOrDefault() as string;
                run.Spend(1 + text.Length + ((long)text.Length * (by?.Length ?? 1) / 64));
                var most = arguments is [_, long times, ..] && times >= 0 ? (int)Math.Min(times, int.MaxValue - 1) + 1 : int.MaxValue;
                var parts = string.IsNullOrEmpty(by) ? text.Split((char[]?)null, most, StringSplitOptions.RemoveEmptyEntries) : text.Split(by, most);
                return parts.Select(part => (object?)part).ToList();
            },
            "replace" => (run, arguments, _) =>
            {
                if (arguments is not [string { Length: > 0 } old, string other, ..])
                    throw new TemplateException("replace is given no two texts");
                run.Spend(1 + ((long)text.Length * old.Length / 64) + ((long)text.Length / old.Length * other.Length));
                return text.Replace(old, other, StringComparison.Ordinal);
            },
            _ => null,
        };
    }

    private static bool Holds(TemplateRun run, object? value, List<object?> test) =>
        test is [string name, ..] ? Test(run, name == "==" ? "eq" : name, value, test[1..]) : TemplateValues.IsTrue(value);

    private static List<object?> ItemsOf(TemplateRun run, object? value)
    {
        var map = value as Dictionary<string, object?> ?? throw new TemplateException($"it asks {TemplateValues.NameOf(value)} for items");
        run.Spend(map.Count);
        return [.. map.Select(pair => new List<object?> { pair.Key, pair.Value })];
    }

    private static object Range(TemplateRun run, IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object?> named)
    {
        var (from, to, by) = arguments switch
        {
            [long end] => (0, end, 1),
            [long start, long end] => (start, end, 1),
            [long start, long end, long step and not 0] => (start, end, step),
            _ => throw new TemplateException("range is given no whole numbers"),
        };
        var numbers = new List<object?>();
        for (var number = from; by > 0 ? number < to : number > to; number += by)
        {
            run.Spend();
            numbers.Add(number);
        }

        return numbers;
    }

    private static object? Argument(IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object?> named, int at, string name) =>
        at < arguments.Count ? arguments[at] : named.GetValueOrDefault(name);
}
