namespace DatasetPipeline;

internal sealed class SlowFactAttribute : FactAttribute
{
    public SlowFactAttribute() => Skip = Slow.Skip;
}
