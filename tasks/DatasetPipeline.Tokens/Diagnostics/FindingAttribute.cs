namespace DatasetPipeline.Diagnostics;

/// <summary>On a code: what it stands for and how it weighs where nobody says otherwise.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class FindingAttribute(string title, Severity severity = Severity.Error) : Attribute
{
    /// <summary>A few words, as the code's page has them in its heading.</summary>
    public string Title { get; } = title;

    /// <summary>The default severity.</summary>
    public Severity Severity { get; } = severity;
}
