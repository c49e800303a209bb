using System.Globalization;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Yaml;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace DatasetPipeline.Schemas;

/// <summary>
/// Turns NJsonSchema's errors into findings that speak of the value. A schema says in <c>errorMessage</c>, a key that VS Code's
/// extensions read too, what a value must be where its type and limits do not say it well.
/// </summary>
internal static class SchemaMessages
{
    // Of more keys than these, as train.yaml may have, nobody reads a list in a line.
    private const int MostNamed = 40;

    public static IEnumerable<Diagnostic> For(string file, IEnumerable<ValidationError> errors)
    {
        var leaves = errors.SelectMany(Leaves).Where(error => !IsRefused(error)).ToList();

        // What is of the wrong kind altogether has nothing else said about it.
        var wrong = leaves.Where(IsType).Select(error => error.Token).ToHashSet(ReferenceEqualityComparer.Instance);
        return leaves.Where(error => IsType(error) || !wrong.Contains(error.Token)).Select(error => ToDiagnostic(file, error));
    }

    private static IEnumerable<ValidationError> Leaves(ValidationError error) => error switch
    {
        MultiTypeValidationError multi => InsideOf(multi) is { Count: > 0 } inside ? inside : [error],
        ChildSchemaValidationError { Kind: ValidationErrorKind.ArrayItemNotValid or ValidationErrorKind.AdditionalPropertiesNotValid } child
            => child.Errors.Values.SelectMany(errors => errors).SelectMany(Leaves),
        _ => [error],
    };

    // Of a value that may be of several types, what is wrong inside the type that it has.
    private static List<ValidationError> InsideOf(MultiTypeValidationError error) => error.Errors.Values
        .SelectMany(errors => errors)
        .SelectMany(Leaves)
        .Where(inner => !IsType(inner) || inner.Token != error.Token)
        .ToList();

    private static Diagnostic ToDiagnostic(string file, ValidationError error)
    {
        var (line, column, name, found) = Place(error);
        return error.Kind switch
        {
            ValidationErrorKind.NoAdditionalPropertiesAllowed => UnknownKey(file, error),
            ValidationErrorKind.PropertyRequired => MissingKey(file, error),
            ValidationErrorKind.TooFewItems or ValidationErrorKind.TooManyItems when Own(error.Schema) is { } own =>
                new(Codes.WrongValue, string.Create(CultureInfo.InvariantCulture, $"{own}; found {((JArray)error.Token!).Count}"), file, line, column),
            ValidationErrorKind.StringExpected when found.StartsWith("the number ", StringComparison.Ordinal) =>
                new(Codes.WrongType, $"{Wanted(error, name)}; found {found}: put text into quotes", file, line, column),
            _ when IsType(error) => new(Codes.WrongType, $"{Wanted(error, name)}; found {found}", file, line, column),
            _ => new(Codes.WrongValue, $"{Wanted(error, name)}{Found(error, found)}", file, line, column),
        };
    }

    private static Diagnostic UnknownKey(string file, ValidationError error)
    {
        var key = error.Property!;
        var at = Spot(Container(error.Token!)).KeyNamed(key);
        var known = error.Schema.ActualSchema.Properties.Keys;
        var hint = Nearest.Hint(key, known);
        if (hint.Length == 0)
            hint = known.Count > MostNamed ? "; schemas/train.schema.json has the known ones" : $"; known here: {string.Join(", ", known.Order(StringComparer.Ordinal))}";
        return new(Codes.UnknownKey, $"the key {Shown.Value(key)} is not known{hint}", file, at.Line, at.Column);
    }

    private static Diagnostic MissingKey(string file, ValidationError error)
    {
        var (node, name) = Spot(Container(error.Token!));
        var (line, column, of) = name.Length == 0 ? (1, 1, "") : (node.Line, node.Column, $" of {Shown.Text(name)}");
        return new(Codes.MissingKey, $"the key \"{error.Property}\"{of} is missing; add \"{error.Property}: …\"", file, line, column);
    }

    private static (int Line, int Column, string Name, string Found) Place(ValidationError error)
    {
        var (node, name) = Spot(error.Token!);
        return name.Length == 0 ? (1, 1, name, "") : (node.Line, node.Column, Shown.Text(name), Describe(node));
    }

    private static string Wanted(ValidationError error, string name) =>
        Own(error.Schema) ?? $"{name} must be {Limits(error)}";

    private static string? Own(JsonSchema schema) =>
        schema.ActualSchema.ExtensionData?.TryGetValue("errorMessage", out var message) == true ? (string?)message : null;

    private static string Limits(ValidationError error)
    {
        var schema = error.Schema.ActualSchema;
        return error.Kind switch
        {
            ValidationErrorKind.StringExpected => "text",
            ValidationErrorKind.NumberExpected => "a number",
            ValidationErrorKind.IntegerExpected => "a whole number",
            ValidationErrorKind.BooleanExpected => "true or false",
            ValidationErrorKind.ArrayExpected => "a list",
            ValidationErrorKind.ObjectExpected => "keys and values",
            ValidationErrorKind.NotInEnumeration => "one of " + string.Join(", ", schema.Enumeration),
            ValidationErrorKind.NumberTooSmall or ValidationErrorKind.IntegerTooBig or ValidationErrorKind.NumberTooBig => Range(schema),
            ValidationErrorKind.StringTooShort => "given",
            ValidationErrorKind.TooFewItems => string.Create(CultureInfo.InvariantCulture, $"a list of at least {schema.MinItems}"),
            ValidationErrorKind.ItemsNotUnique => "a list without repetition",
            _ => "something else",
        };
    }

    private static string Range(JsonSchema schema)
    {
        var limits = new[] { ("at least", schema.Minimum), ("over", schema.ExclusiveMinimum), ("at most", schema.Maximum), ("under", schema.ExclusiveMaximum) };
        return string.Join(" and ", limits
            .Where(limit => limit.Item2 is not null)
            .Select(limit => string.Create(CultureInfo.InvariantCulture, $"{limit.Item1} {limit.Item2}")));
    }

    private static string Found(ValidationError error, string found)
    {
        if (found.Length == 0)
            return "";
        var hint = error.Kind switch
        {
            ValidationErrorKind.NotInEnumeration => Nearest.Hint(error.Token!.ToString(), error.Schema.ActualSchema.Enumeration.Select(value => $"{value}")),
            ValidationErrorKind.DateExpected => DayHint(error.Token!.ToString()),
            _ => "",
        };
        return $"; found {found}{hint}";
    }

    // The ways in which a day is written elsewhere, and a time of day behind it; what could be the 2nd of March or the 3rd of
    // February is left to who knows.
    private static string DayHint(string text)
    {
        string[] ways = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "d.M.yyyy"];
        var day = text.Split('T', ' ')[0];
        return DateOnly.TryParseExact(day, ways, CultureInfo.InvariantCulture, DateTimeStyles.None, out var meant)
            ? $"; did you mean \"{meant.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}\"?"
            : day.Length == 10 && day.All(c => char.IsAsciiDigit(c) || c is '-' or '.') ? ", and there is no such day" : "";
    }

    private static string Describe(YamlNode node) => node switch
    {
        YamlMap { Entries.Count: var count } => Counted.Of(count, "key"),
        YamlList { Items.Count: var count } => string.Create(CultureInfo.InvariantCulture, $"a list of {count}"),
        YamlScalar { Text: "", CutAt: not null } => "nothing, as # begins a comment: put the value into quotes",
        _ when node.IsNull() => "nothing",
        YamlScalar scalar when node.AsBoolean() is not null => $"{scalar.Text}, which reads as true or false: put text into quotes",
        YamlScalar scalar when node.AsNumber() is not null => $"the number {Shown.Text(scalar.Text)}",
        YamlScalar scalar => $"the text {Shown.Value(scalar.Text)}",
        _ => "something else",
    };

    private static bool IsType(ValidationError error) => error.Kind
        is ValidationErrorKind.StringExpected
        or ValidationErrorKind.NumberExpected
        or ValidationErrorKind.IntegerExpected
        or ValidationErrorKind.BooleanExpected
        or ValidationErrorKind.ArrayExpected
        or ValidationErrorKind.ObjectExpected
        or ValidationErrorKind.NullExpected
        or ValidationErrorKind.NoTypeValidates;

    // What a value should have been is not known where it was refused; that its key is not known still is.
    private static bool IsRefused(ValidationError error) =>
        error.Kind is not (ValidationErrorKind.NoAdditionalPropertiesAllowed or ValidationErrorKind.PropertyRequired) && Spot(error.Token!).Node is YamlRefused;

    private static JToken Container(JToken token) => token is JProperty { Parent: { } parent } ? parent : token;

    private static SchemaSpot Spot(JToken token) =>
        (token is JProperty property ? property.Value : token).Annotation<SchemaSpot>()!;
}
