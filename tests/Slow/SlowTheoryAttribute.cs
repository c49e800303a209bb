namespace DatasetPipeline;

internal sealed class SlowTheoryAttribute : TheoryAttribute
{
    public SlowTheoryAttribute() => Skip = Slow.Skip;
}
