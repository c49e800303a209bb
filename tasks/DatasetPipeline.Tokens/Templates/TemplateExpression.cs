namespace DatasetPipeline.Tokens.Templates;

/// <summary>An expression, ready to be computed: null, true or false, long, double, string, list, dictionary, callable or <see cref="Undefined"/>.</summary>
internal delegate object? TemplateExpression(TemplateRun run);
