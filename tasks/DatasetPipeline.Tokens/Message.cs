namespace DatasetPipeline.Tokens;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Its text; <c>&lt;image&gt;</c> stands where a picture goes, never in an assistant's turn.</param>
public sealed record Message(string Role, string Content);
