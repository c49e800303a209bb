namespace DatasetPipeline.Tokens.Templates;

/// <summary>A part of a template, ready to be written.</summary>
/// <returns>Whether the loop around it goes on.</returns>
internal delegate LoopStep TemplateStatement(TemplateRun run);
