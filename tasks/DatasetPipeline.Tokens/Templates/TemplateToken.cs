namespace DatasetPipeline.Tokens.Templates;

/// <summary>A piece of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it is written.</param>
internal readonly record struct TemplateToken(TemplateTokenKind Kind, string Text);
