using DatasetPipeline.Benchmarks.Pictures;

namespace DatasetPipeline.Core.Tests.Images;

public sealed class GalleryTests
{
    [Fact]
    public void The_pictures_of_the_gallery_are_what_its_records_draw()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DatasetPipeline.sln")))
            folder = folder.Parent!;

        var drawn = Gallery.Draw(folder.FullName);

        Assert.Equal(
            Directory.GetFiles(Path.Combine(folder.FullName, "docs", "images", "gallery")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal),
            drawn.Keys.Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.All(drawn, picture => Assert.True(
            File.ReadAllBytes(Path.Combine(folder.FullName, "docs", picture.Key)).AsSpan().SequenceEqual(picture.Value),
            $"docs/{picture.Key} is out of date: dotnet run -c Release --project tests/DatasetPipeline.Benchmarks -- gallery"));
    }
}
