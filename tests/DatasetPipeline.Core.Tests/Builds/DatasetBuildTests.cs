using DatasetPipeline.Builds;
using DatasetPipeline.Core.Tests.Images;

namespace DatasetPipeline.Core.Tests.Builds;

public sealed class DatasetBuildTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DatasetBuildTests() => _folder.Write("dataset.yaml", "name: shop\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_without_a_record_is_one_finding_whatever_it_holds()
    {
        _folder.Write("images/lone.gif", "GIF89");

        Assert.Equal(["lone.gif(1,1) DSP0013"], Build());
    }

    [Fact]
    public void A_file_that_comes_is_seen_by_the_next_build_whatever_its_type()
    {
        Add("cart", "caption: The cart.\n");
        Assert.Empty(Build());

        _folder.Write("images/logo.svg", "<svg/>");

        Assert.Equal(["logo.svg(1,1) DSP0013"], Build());
    }

    private void Add(string name, string record, int width = 64, int height = 48)
    {
        using var picture = PictureFolder.Varied(width, height);
        _folder.Write($"images/{name}.png", picture.PngsaveBuffer());
        _folder.Write($"images/{name}.yaml", record);
    }

    private BuildReport Run(params string[] formats) => DatasetBuild.Run(
        new(_folder.Path, Path.Combine(_folder.Path, "bin", "dataset"), Path.Combine(_folder.Path, "obj", "dataset"), formats, Path.Combine(_folder.Path, "shop.csproj"), _ => false),
        CancellationToken.None);

    private IEnumerable<string> Build() => Run().Diagnostics.Select(finding => $"{Path.GetFileName(finding.File)}{TemporaryFolder.Places([finding]).Single()}");
}
