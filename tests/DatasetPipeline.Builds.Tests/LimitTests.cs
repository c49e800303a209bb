using System.Diagnostics;
using System.IO.Compression;

namespace DatasetPipeline.Builds.Tests;

/// <summary>What a picture may cost holds for whoever reads it: the build, its search for duplicates and marks, and each command.</summary>
public sealed class LimitTests : IDisposable
{
    private const string Caption = "caption: The red box marks the total that the customer pays.\n";

    private readonly TemporaryDataset _dataset = new();

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public void A_bomb_is_refused_by_its_header_once_and_by_every_command()
    {
        _dataset.Add("cart");
        var bomb = Bomb();
        Assert.InRange(bomb.Length, 0, 2_000_000);
        // Two of the same, which the search for duplicates would compare, with a mark that the search for colours would look for.
        foreach (var name in (string[])["bomb", "bomb2"])
        {
            _dataset.Write($"images/{name}.png", bomb);
            _dataset.Write($"images/{name}.yaml", $"{Caption}source: bomb\ncrop: [0, 0, 10, 10]\n");
        }

        _dataset.Write("outside/new.png", bomb);
        var watch = Stopwatch.StartNew();
        var (build, again) = (_dataset.Build().Fails(), _dataset.Build().Fails());
        var (sheet, redact, add) = (Run("sheet"), Run("redact"), Run("add", "outside/new.png"));

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);
        foreach (var findings in new[] { build.Findings, again.Findings })
            Assert.Equal(["bomb.png DSP4008", "bomb2.png DSP4008"], findings.Where(finding => finding.Code.StartsWith("DSP4", StringComparison.Ordinal)).Select(finding => $"{finding.File} {finding.Code}").Order(StringComparer.Ordinal));
        Assert.Equal(0, sheet.ExitCode);
        Assert.Contains("30000 × 30000 pixels", File.ReadAllText(_dataset["sheet.html"]), StringComparison.Ordinal);
        Assert.Contains("bomb.png(1,1): error DSP4008: ", redact.Output, StringComparison.Ordinal);
        Assert.Contains("new.png(1,1): error DSP4008: ", add.Output + add.Error, StringComparison.Ordinal);
        Assert.Equal(bomb, File.ReadAllBytes(_dataset["images/bomb.png"]));
    }

    [Theory]
    [InlineData("megapixels: 0.003")]
    [InlineData("megabytes: 0.001")]
    public void The_limits_of_dataset_yaml_are_those_of_every_command(string limit)
    {
        foreach (var name in (string[])["a", "b"])
        {
            _dataset.Write($"images/{name}.png", Png.Of(64, 48, "same"));
            _dataset.Write($"images/{name}.yaml", $"{Caption}redact: [{{box: [1, 1, 5, 5]}}]\n");
        }

        _dataset.Write("outside/new.png", Png.Of(64, 48, "new"));
        Assert.Contains(_dataset.Build().Succeeds().Findings, finding => finding.Code.StartsWith("DSP5", StringComparison.Ordinal));

        _dataset.Write("dataset.yaml", $"name: shop\nlimits: {{{limit}}}\n");
        Directory.Delete(_dataset["obj/dataset"], recursive: true);

        Assert.Equal(["a.png DSP4008", "b.png DSP4008"], _dataset.Build().Fails().Findings.Where(finding => finding.File.EndsWith(".png", StringComparison.Ordinal)).Select(finding => $"{finding.File} {finding.Code}"));
        Assert.Contains("DSP4008", Run("add", "outside/new.png") is var add ? add.Output + add.Error : "", StringComparison.Ordinal);
        Assert.Contains("DSP4008", Run("redact").Output, StringComparison.Ordinal);
        Assert.Equal(0, Run("sheet").ExitCode);
        Assert.DoesNotContain("<img", File.ReadAllText(_dataset["sheet.html"]), StringComparison.Ordinal);
    }

    private CheckResult Run(params string[] arguments) => DatasetCheck.RunCommand(_dataset.Folder, arguments);

    // 900 megapixels of one bit each, all black.
    private static byte[] Bomb()
    {
        const int Side = 30_000;
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[(Side / 8) + 1];
            for (var y = 0; y < Side; y++)
                zlib.Write(row);
        }

        return Png.Of(Side, Side, bits: 1, pixels.ToArray());
    }
}
