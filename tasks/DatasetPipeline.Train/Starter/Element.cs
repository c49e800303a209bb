namespace DatasetPipeline.Train.Starter;

/// <summary>Something drawn that can be marked: what it is, where, and the text that it bears, if any.</summary>
internal sealed record Element(string Kind, Area Area, string? Label);
