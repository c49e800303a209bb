using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Core.Tests;

public sealed class DiagnosticPagesTests
{
    [Fact]
    public void Every_code_has_a_page_and_every_page_a_code()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "DatasetPipeline.sln")))
            folder = folder.Parent;
        var pages = Directory.EnumerateFiles(Path.Combine(folder.FullName, "docs", "diagnostics")).Select(page => Path.GetFileNameWithoutExtension(page));

        Assert.Equal(Codes.All.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }
}
