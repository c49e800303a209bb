using System.Text;
using System.Text.Json;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;
using DatasetPipeline.Tokens.Templates;

namespace DatasetPipeline.Tokens;

/// <summary>
/// The chat template that a checkpoint carries. Conversations are written in the family's built-in form; a template that writes
/// another is told, as it was what the model learned on. It is rendered over a few conversations and compared.
/// </summary>
public static class ChatTemplate
{
    private const long LargestFile = 16 << 20;
    private const int Before = 24;
    private const string Picture = ChatForm.ImageTag;

    // Between them: turns, a system turn or none, one picture and two, text before and behind one, an answer that is asked for.
    private static readonly (Message[] Messages, bool ForAnswer)[] Conversations =
    [
        ([new("user", Picture + "What is Marked here?")], true),
        ([new("user", "Look at " + Picture + " and at " + Picture + "."), new("assistant", "A red box."), new("user", "Why?")], true),
        ([new("system", "You are a Tester."), new("user", Picture + "What is it?"), new("assistant", "The \"Pay\" button.\nIt is red.")], false),
    ];

    /// <summary>Whether the folder carries one: chat_template.jinja, or a value in chat_template.json or tokenizer_config.json.</summary>
    /// <exception cref="DiagnosticException">DSP8001: one cannot be read; DSP8002: one of the JSON files is no JSON object.</exception>
    public static bool IsIn(string folder) => Find(folder) is not null;

    /// <summary>One warning where the template would write another form than the built-in one; null where it would not.</summary>
    internal static Diagnostic? Check(string folder, string imageToken, ChatForm form)
    {
        if (Find(folder) is not var (path, template))
            return null;
        var difference = template is null ? "is no text, nor does it hold one named default" : Difference(template, Tokens(folder), imageToken, form);
        return difference is null ? null : new Diagnostic(
            Codes.ChatTemplateDiffers, $"the checkpoint's chat template {difference}; training and answers use the built-in form, so check that it is what this checkpoint was trained on", path);
    }

    private static string? Difference(string text, Dictionary<string, object?> tokens, string imageToken, ChatForm form)
    {
        try
        {
            var template = Template.Parse(text);
            foreach (var (messages, forAnswer) in Conversations)
            {
                var (written, expected) = (InFull(Write(template, tokens, messages, forAnswer), imageToken, form), form.Write(messages, forAnswer));
                if (written != expected)
                    return Difference(written, expected);
            }

            return null;
        }
        catch (TemplateException e)
        {
            return $"cannot be rendered here ({Shown.Text(e.Message)}), so it is not known whether it writes the built-in form";
        }
    }

    private static string Difference(string written, string expected)
    {
        var same = written.AsSpan().CommonPrefixLength(expected);
        // Back to the mark or the line that what differs belongs to.
        var from = Math.Max(0, same - Before);
        return $"writes {Shown.Value(written[from..])} where the built-in form writes {Shown.Value(expected[from..])}";
    }

    // A turn's content is a list of parts, as a processor gives it; older templates read a turn of nothing but text as a text.
    private static string Write(Template template, Dictionary<string, object?> tokens, Message[] messages, bool forAnswer)
    {
        try
        {
            return Write(plain: false);
        }
        catch (TemplateException) when (messages.Any(message => !message.Content.Contains(Picture, StringComparison.Ordinal)))
        {
            return Write(plain: true);
        }

        string Write(bool plain) => template.Render(new Dictionary<string, object?>(tokens, StringComparer.Ordinal)
        {
            ["messages"] = messages.Select(message => (object?)new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["role"] = message.Role,
                ["content"] = plain && !message.Content.Contains(Picture, StringComparison.Ordinal) ? message.Content : Parts(message.Content),
            }).ToList(),
            ["tools"] = null,
            ["documents"] = null,
            ["add_generation_prompt"] = forAnswer,
        });
    }

    private static List<object?> Parts(string content)
    {
        var parts = new List<object?>();
        foreach (var (i, text) in content.Split(Picture).Index())
        {
            if (i > 0)
                parts.Add(new Dictionary<string, object?>(StringComparer.Ordinal) { ["type"] = "image" });
            if (text.Length > 0)
                parts.Add(new Dictionary<string, object?>(StringComparer.Ordinal) { ["type"] = "text", ["text"] = text });
        }

        return parts;
    }

    // Where a template writes the image token alone, or <image>, the family's processor puts what stands around it (InternVL).
    private static string InFull(string written, string imageToken, ChatForm form)
    {
        var bare = form.ImageText.TrimEnd('\n');
        return bare.StartsWith("<img>", StringComparison.Ordinal)
            ? written.Replace(bare, imageToken, StringComparison.Ordinal).Replace(Picture, imageToken, StringComparison.Ordinal).Replace(imageToken, bare, StringComparison.Ordinal)
            : written;
    }

    private static (string Path, string? Template)? Find(string folder)
    {
        var plain = Path.GetFullPath(Path.Combine(folder, "chat_template.jinja"));
        try
        {
            if (File.Exists(plain) && RegularFile.LengthOf(plain) > 0)
                return (plain, Encoding.UTF8.GetString(RegularFile.ReadAll(plain, LargestFile)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(Codes.ModelFileMissing, $"cannot be read: {ModelJson.OneLine(e.Message)}", plain);
        }

        foreach (var name in (string[])["chat_template.json", "tokenizer_config.json"])
        {
            if (ModelJson.TryRead(folder, name) is { } file && file.Find("chat_template") is { } template)
                return (file.Path, TextOf(template));
        }

        return null;
    }

    private static string? TextOf(JsonElement template) => template switch
    {
        { ValueKind: JsonValueKind.String } => ModelJson.TextOf(template),
        { ValueKind: JsonValueKind.Object } when template.TryGetProperty("default", out var text) => TextOf(text),
        // several by name; the one for plain conversations is called default
        { ValueKind: JsonValueKind.Array } => template.EnumerateArray()
            .Where(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.ValueEquals("default") && item.TryGetProperty("template", out var text) && text.ValueKind == JsonValueKind.String)
            .Select(item => ModelJson.TextOf(item.GetProperty("template"))).FirstOrDefault(),
        _ => null,
    };

    // bos_token and its like, each a text or an object that holds one.
    private static Dictionary<string, object?> Tokens(string folder)
    {
        var tokens = new Dictionary<string, object?>(StringComparer.Ordinal);
        var file = ModelJson.TryRead(folder, "tokenizer_config.json");
        foreach (var key in (string[])["bos_token", "eos_token", "pad_token", "unk_token"])
        {
            var value = file?.Find(key) is { ValueKind: JsonValueKind.Object } ? file.Find(key + ".content") : file?.Find(key);
            if (value is { ValueKind: JsonValueKind.String } text)
                tokens[key] = ModelJson.TextOf(text);
        }

        return tokens;
    }
}
