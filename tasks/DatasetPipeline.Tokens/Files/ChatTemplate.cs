using System.Text.Json;
using System.Text.RegularExpressions;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Tokens;

/// <summary>
/// The chat template that a checkpoint carries. Conversations are written in the family's built-in form; a template that would
/// write another is told, as it was what the model learned on.
/// </summary>
public static partial class ChatTemplate
{
    private const long LargestFile = 16 << 20;

    /// <summary>Whether the folder carries one, and where: chat_template.jinja, chat_template.json or tokenizer_config.json.</summary>
    /// <exception cref="DiagnosticException">DSP8002: one of them is no JSON object.</exception>
    public static (string Path, string Text)? Find(string folder)
    {
        var plain = Path.GetFullPath(Path.Combine(folder, "chat_template.jinja"));
        if (File.Exists(plain) && new FileInfo(plain).Length <= LargestFile)
            return (plain, File.ReadAllText(plain));
        foreach (var name in (string[])["chat_template.json", "tokenizer_config.json"])
        {
            if (ModelJson.TryRead(folder, name) is { } file && TextOf(file.Find("chat_template")) is { Length: > 0 } text)
                return (file.Path, text);
        }

        return null;
    }

    /// <summary>One warning where the template would write another form than the built-in one; null where none is seen.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="image">What stands for a picture, the image token in it written once.</param>
    /// <param name="defaultSystem">The system turn that a conversation without one gets, or null.</param>
    internal static Diagnostic? Check(string folder, string image, string? defaultSystem)
    {
        if (Find(folder) is not var (path, text) || Difference(text, image, defaultSystem) is not { } difference)
            return null;
        return new Diagnostic(Codes.ChatTemplateDiffers, $"the checkpoint's chat template {difference}; training and answers use the built-in form of the family, so check that it is what this checkpoint was trained on", path);
    }

    // A template is a program; what it writes shows in its pieces of text.
    private static string? Difference(string template, string image, string? defaultSystem)
    {
        var missing = TurnMarks.Concat(MarksOf(image)).Where(mark => !template.Contains(mark, StringComparison.Ordinal)).ToList();
        if (missing.Count > 0)
            return $"never writes {string.Join(", ", missing)}";
        var systems = DefaultSystem().Matches(template).Select(match => match.Groups["turn"].Value.Trim()).Where(system => system.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (systems.FirstOrDefault(system => system != defaultSystem) is { } other)
            return $"begins with the system turn {Shown.Value(other)} where none is given, and the built-in form {(defaultSystem is null ? "has none" : $"has \"{defaultSystem}\"")}";
        if (defaultSystem is not null && systems.Count == 0)
            return $"has no system turn where none is given, and the built-in form has \"{defaultSystem}\"";
        return Thinks().IsMatch(template) ? "opens each answer with <think>, and the built-in form does not" : null;
    }

    private static readonly string[] TurnMarks = ["<|im_start|>", "<|im_end|>"];

    // <|vision_start|>, <|image_pad|>, <|vision_end|>; InternVL's processor puts its tokens where the template writes <image> or <IMG_CONTEXT>.
    private static IEnumerable<string> MarksOf(string image) => Marks().Matches(image).Select(match => match.Value).Where(mark => mark.Contains('|'));

    private static string? TextOf(JsonElement? template) => template switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        // several by name; the one for plain conversations is called default
        { ValueKind: JsonValueKind.Array } named => named.EnumerateArray()
            .Where(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var name) && name.ValueEquals("default") && item.TryGetProperty("template", out var text) && text.ValueKind == JsonValueKind.String)
            .Select(item => item.GetProperty("template").GetString()).FirstOrDefault(),
        _ => null,
    };

    [GeneratedRegex(@"<[^<>]+>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marks();

    // The text right behind the opening of a system turn, in one piece with it or in the next one; a line break may be written as \n.
    [GeneratedRegex(@"<\|im_start\|>system(\\n|\n)(?<turn>[^<'""{}]*)(?=<\|im_end\|>|['""])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DefaultSystem();

    [GeneratedRegex(@"<\|im_start\|>assistant(\\n|\n)<think>(?!(\\n|\n)*</think>)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Thinks();
}
