namespace DatasetPipeline.Tokens.Templates;

/// <summary>Kinds of <see cref="TemplateToken"/>.</summary>
internal enum TemplateTokenKind
{
    /// <summary>Text outside of tags.</summary>
    Text,

    /// <summary><c>{{</c> or <c>{%</c>.</summary>
    Open,

    /// <summary><c>}}</c> or <c>%}</c>.</summary>
    Close,

    /// <summary>A name or a keyword.</summary>
    Name,

    /// <summary>A string, its escapes resolved.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>An operator or a bracket.</summary>
    Sign,

    /// <summary>Nothing more.</summary>
    End,
}
