using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Core.Tests.Diagnostics;

public sealed class PageTests
{
    [Fact]
    public void Each_code_has_a_page_and_each_page_a_code()
    {
        var pages = Directory.GetFiles(Path.Combine(Root(AppContext.BaseDirectory), "docs", "diagnostics"), "DSP*.md");

        Assert.Equal(Codes.All.Keys, pages.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        Assert.All(pages, page => Assert.Equal($"# {Path.GetFileNameWithoutExtension(page)}: {Codes.All[Path.GetFileNameWithoutExtension(page)].Title}", File.ReadLines(page).First()));
    }

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "DatasetPipeline.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
