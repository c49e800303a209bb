using System.Globalization;

namespace DatasetPipeline.Tokens.Templates;

/// <summary>What Python says of values: truth, text, equality, order, parts.</summary>
internal static class TemplateValues
{
    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool truth => truth,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        Dictionary<string, object?> map => map.Count > 0,
        _ => true,
    };

    /// <summary>As it is printed.</summary>
    public static string TextOf(object? value) => value switch
    {
        null => "None",
        Undefined => "",
        true => "True",
        false => "False",
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number when double.IsInteger(number) && Math.Abs(number) < 1e16 => number.ToString("0.0", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => throw new TemplateException($"it prints {NameOf(value)}"),
    };

    public static string NameOf(object? value) => value switch
    {
        null => "none",
        Undefined => "what is not defined",
        bool => "a truth value",
        string => "a text",
        long or double => "a number",
        List<object?> => "a list",
        Dictionary<string, object?> => "a mapping",
        _ => "a function",
    };

    public static bool AreEqual(TemplateRun run, object? left, object? right)
    {
        run.Spend();
        return (left, right) switch
        {
            (string a, string b) => a == b,
            (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => AreEqual(run, pair.First, pair.Second)),
            (Dictionary<string, object?> a, Dictionary<string, object?> b) => a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var other) && AreEqual(run, pair.Value, other)),
            _ when NumberOf(left) is { } a && NumberOf(right) is { } b => a == b,
            _ => ReferenceEquals(left, right),
        };
    }

    /// <summary>Below 0, 0 or above 0.</summary>
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        _ when NumberOf(left) is { } a && NumberOf(right) is { } b => a.CompareTo(b),
        _ => throw new TemplateException($"it compares {NameOf(left)} with {NameOf(right)}"),
    };

    public static bool Contains(TemplateRun run, object? whole, object? part)
    {
        if (whole is string text)
        {
            var sought = part as string ?? throw new TemplateException($"it looks for {NameOf(part)} in a text");
            run.Spend(1 + ((long)text.Length * sought.Length / 64));
            return text.Contains(sought, StringComparison.Ordinal);
        }

        return whole is Dictionary<string, object?> map ? part is string key && map.ContainsKey(key) : Items(run, whole).Exists(item => AreEqual(run, item, part));
    }

    /// <summary>What a loop goes through.</summary>
    public static List<object?> Items(TemplateRun run, object? value)
    {
        List<object?> items = value switch
        {
            List<object?> list => list,
            Undefined => [],
            string text => [.. text.EnumerateRunes().Select(rune => rune.ToString())],
            Dictionary<string, object?> map => [.. map.Keys],
            _ => throw new TemplateException($"it goes through {NameOf(value)}"),
        };
        run.Spend(items.Count);
        return items;
    }

    /// <summary><c>value.name</c>: a method before a key.</summary>
    public static object? Attribute(object? value, string name) =>
        value is Undefined ? throw new TemplateException($"it asks what is not defined for {name}")
        : TemplateFunctions.MethodOf(value, name) ?? (value is Dictionary<string, object?> map && map.TryGetValue(name, out var item) ? item : Undefined.Value);

    /// <summary><c>value[key]</c>: a key before a method.</summary>
    public static object? Item(object? value, object? key) => (value, key) switch
    {
        (Undefined, _) => throw new TemplateException("it asks what is not defined for a part"),
        (Dictionary<string, object?> map, string name) when map.TryGetValue(name, out var item) => item,
        (List<object?> list, long at) => Place(at, list.Count) is { } place ? list[place] : Undefined.Value,
        (string text, long at) => Place(at, text.Length) is { } place ? text[place].ToString() : Undefined.Value,
        (_, string name) => Attribute(value, name),
        _ => Undefined.Value,
    };

    /// <summary><c>value[from:to:step]</c></summary>
    public static object Slice(TemplateRun run, object? value, object? from, object? to, object? step)
    {
        var by = step is null ? 1 : step as long? ?? throw new TemplateException("a slice's step is no whole number");
        if (by is 0 or long.MinValue)
            throw new TemplateException("a slice's step is 0");
        var count = value switch { string text => text.Length, List<object?> list => list.Count, _ => throw new TemplateException($"it cuts {NameOf(value)}") };
        var (at, end) = by > 0 ? (Edge(from, 0, 0, count), Edge(to, count, 0, count)) : (Edge(from, count - 1, -1, count - 1), Edge(to, -1, -1, count - 1));
        var places = new List<int>();
        for (var i = at; by > 0 ? i < end : i > end; i += by)
            places.Add((int)i);
        run.Spend(places.Count);
        return value is string whole ? string.Concat(places.Select(i => whole[i])) : places.Select(i => ((List<object?>)value!)[i]).ToList();

        long Edge(object? edge, long otherwise, long least, long most) => edge switch
        {
            null => otherwise,
            long place => Math.Clamp(place < 0 ? Math.Max(place, -(long)int.MaxValue) + count : place, least, most),
            _ => throw new TemplateException("a slice's edge is no whole number"),
        };
    }

    public static double? NumberOf(object? value) => value switch
    {
        long number => number,
        double number => number,
        bool truth => truth ? 1 : 0,
        _ => null,
    };

    private static int? Place(long at, int count) => (at < 0 ? at + count : at) is >= 0 and var place && place < count ? (int)place : null;
}
