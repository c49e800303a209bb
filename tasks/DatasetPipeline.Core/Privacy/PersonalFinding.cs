namespace DatasetPipeline.Privacy;

/// <summary>Something in a text that belongs to a person, or opens a door.</summary>
/// <param name="Code">A code of the 6xxx.</param>
/// <param name="Start">Where it stands, in UTF-16 units.</param>
/// <param name="Message">What it is, masked, and how to mend it: a report that showed it whole would spread it.</param>
public sealed record PersonalFinding(string Code, int Start, string Message);
