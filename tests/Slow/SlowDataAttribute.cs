using System.Reflection;
using Xunit.Sdk;

namespace DatasetPipeline;

/// <summary>A case of a theory, beside quicker ones.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class SlowDataAttribute : DataAttribute
{
    private readonly object[] _data;

    public SlowDataAttribute(params object[] data)
    {
        _data = data;
        Skip = Slow.Skip;
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [_data];
}
