namespace DatasetPipeline;

internal sealed class SlowTheoryAttribute : TheoryAttribute
{
    public SlowTheoryAttribute() => Skip = Slow.IsAsked ? null : Slow.Why;
}
