namespace DatasetPipeline.Tokens.Templates;

/// <summary>What can be called: a macro, a function, a method of a value.</summary>
/// <param name="run">Who calls.</param>
/// <param name="arguments">Those without a name.</param>
/// <param name="named">Those with one.</param>
internal delegate object? TemplateCallable(TemplateRun run, IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object?> named);
