namespace DatasetPipeline.Language.English;

/// <summary>What forms of a verb a word can be.</summary>
[Flags]
internal enum VerbForms
{
    /// <summary>No verb.</summary>
    None = 0,

    /// <summary>open</summary>
    Base = 1,

    /// <summary>opens</summary>
    ThirdPerson = 2,

    /// <summary>opened, fell</summary>
    Past = 4,

    /// <summary>opened, fallen</summary>
    Participle = 8,

    /// <summary>opening</summary>
    Ing = 16,
}
