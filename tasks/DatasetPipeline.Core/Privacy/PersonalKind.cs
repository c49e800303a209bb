using System.Text.RegularExpressions;

namespace DatasetPipeline.Privacy;

/// <summary>One kind of thing that is looked for.</summary>
/// <param name="Code">A code of the 6xxx.</param>
/// <param name="What">What it is, with its article.</param>
/// <param name="Pattern">What it looks like; a group named value is the part that is secret.</param>
/// <param name="MayHold">Whether a text is worth the pattern.</param>
/// <param name="Holds">Whether what was found in a text is one.</param>
internal sealed record PersonalKind(string Code, string What, Func<Regex> Pattern, Func<string, bool> MayHold, Func<string, Group, bool> Holds);
