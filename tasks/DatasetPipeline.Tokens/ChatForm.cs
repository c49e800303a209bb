namespace DatasetPipeline.Tokens;

/// <summary>A family's built-in form of a conversation.</summary>
/// <param name="ImageText">What takes the place of <c>&lt;image&gt;</c>, the image token in it written once.</param>
/// <param name="DefaultSystem">The system turn of a conversation that has none, or null.</param>
internal sealed record ChatForm(string ImageText, string? DefaultSystem)
{
    /// <summary>What stands for a picture in a message.</summary>
    public const string ImageTag = "<image>";

    /// <summary>What opens the answer that is asked for.</summary>
    public const string AnswerStart = TurnStart + "assistant\n";

    private const string TurnStart = "<|im_start|>";
    private const string TurnEnd = "<|im_end|>\n";

    /// <summary>The tokens that it cannot do without.</summary>
    public IEnumerable<string> Tokens => ImageText.Split('<', StringSplitOptions.RemoveEmptyEntries).Select(rest => "<" + rest[..(rest.IndexOf('>', StringComparison.Ordinal) + 1)]).Concat(["<|im_start|>", "<|im_end|>"]);

    /// <summary>The conversation in pieces that are tokenised each by itself, so that no token spans what is learned and what is not.</summary>
    public IEnumerable<(string Text, bool Learned)> Pieces(IReadOnlyList<Message> messages)
    {
        if (DefaultSystem is not null && (messages.Count == 0 || messages[0].Role != "system"))
            yield return ($"{TurnStart}system\n{DefaultSystem}{TurnEnd}", false);
        foreach (var message in messages)
        {
            if (message.Role == "assistant")
            {
                yield return (AnswerStart, false);
                yield return (message.Content, true);
                yield return (TurnEnd, true);
            }
            else
            {
                yield return ($"{TurnStart}{message.Role}\n{message.Content.Replace(ImageTag, ImageText, StringComparison.Ordinal)}{TurnEnd}", false);
            }
        }
    }

    /// <summary>The conversation as one text.</summary>
    /// <param name="messages">The turns.</param>
    /// <param name="forAnswer">Whether the assistant's opening follows.</param>
    public string Write(IReadOnlyList<Message> messages, bool forAnswer) => string.Concat(Pieces(messages).Select(piece => piece.Text)) + (forAnswer ? AnswerStart : "");
}
