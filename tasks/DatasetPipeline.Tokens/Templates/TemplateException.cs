namespace DatasetPipeline.Tokens.Templates;

/// <summary>A template that cannot be rendered here: broken, outside the part of Jinja that is read, or without end.</summary>
internal sealed class TemplateException(string message) : Exception(message);
