using System.Collections;
using System.Reflection;

namespace DatasetPipeline.Models.Tests;

/// <summary>As <see cref="GoldenTheoryAttribute"/>, for cases that are found inside files: skipped where the data are none.</summary>
internal sealed class GoldenDataTheoryAttribute : TheoryAttribute
{
    public GoldenDataTheoryAttribute(Type type, string member, string what)
    {
        var data = (IEnumerable)type.GetProperty(member, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        if (!Goldens.IsOwn && !data.Cast<object>().Any())
            Skip = $"{Goldens.Folder} holds no {what}.";
    }
}
