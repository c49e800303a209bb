using DatasetPipeline.Language;

namespace DatasetPipeline.Train.Evaluation;

/// <summary>A word of a sentence that says something of a mark.</summary>
/// <param name="Aspect">What it is about.</param>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="Length">Its UTF-16 units.</param>
/// <param name="Key">What it says, the same in every language; of a kind of mark, <paramref name="Kinds"/> has it.</param>
/// <param name="Kinds">The kinds that it may mean; nobody tells a box from a frame.</param>
public sealed record AspectWord(Aspect Aspect, int Start, int Length, string Key, MarkKinds Kinds = MarkKinds.None)
{
    /// <summary>Whether both say the same.</summary>
    public bool Agrees(AspectWord other) => Aspect == other.Aspect && (Aspect == Aspect.Mark ? (Kinds & other.Kinds) != MarkKinds.None : Key == other.Key);
}
