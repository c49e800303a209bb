namespace DatasetPipeline.Tokens;

/// <summary>On a class that knows a family of models: the <c>model_type</c> values of config.json that are this family.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ArchitectureAttribute(params string[] modelTypes) : Attribute
{
    /// <summary>Values of <c>model_type</c>.</summary>
    public IReadOnlyList<string> ModelTypes { get; } = modelTypes;
}
