namespace DatasetPipeline;

internal sealed class SlowFactAttribute : FactAttribute
{
    public SlowFactAttribute() => Skip = Slow.IsAsked ? null : Slow.Why;
}
