using System.Text.RegularExpressions;
using NetVips;

namespace DatasetPipeline.Builds.Tests;

/// <summary>What a record hides by now is not left lying about because another record has an error.</summary>
public sealed partial class WithdrawnTests : IDisposable
{
    private const string Caption = "caption: The cart holds three items, and one of them is sold out.\n";

    private readonly TemporaryDataset _dataset = new();

    public WithdrawnTests()
    {
        using var grey = Image.Black(64, 48).Linear([1.0, 1, 1], [200, 200, 200], uchar: true);
        using var picture = grey.Copy(interpretation: Enums.Interpretation.Srgb).Mutate(m => m.DrawRect([10, 250, 40], 30, 20, 20, 10, fill: true));
        _dataset.Write("images/a.png", picture.PngsaveBuffer());
        _dataset.Write("images/a.yaml", Caption);
        _dataset.Add("b");
    }

    public void Dispose() => _dataset.Dispose();

    [Theory]
    [InlineData("redact: [{box: [30, 20, 20, 10]}]\n")]
    [SlowData("crop: [0, 0, 28, 48]\n")]
    // What it means to hide is not known.
    [SlowData("redact: [{box: [30, 20, 20]}]\n")]
    [InlineData("redact: [\n")]
    public void A_build_that_fails_leaves_nothing_of_what_is_hidden_now_and_the_next_one_makes_all_again(string hidden)
    {
        _dataset.Build().Succeeds();
        Assert.NotEqual(0, SecretPixels());

        _dataset.Write("images/a.yaml", Caption + hidden);
        _dataset.Write("images/b.yaml", "caption: \"\"\n");
        _dataset.Build().Fails();

        Assert.Equal(0, SecretPixels());
        Assert.DoesNotContain(_dataset.Outputs().Keys, file => file.EndsWith(".jsonl", StringComparison.Ordinal) || file.EndsWith("summary.json", StringComparison.Ordinal));
        Assert.Contains("what bin/dataset held is deleted", File.ReadAllText(_dataset["obj/report.html"]), StringComparison.Ordinal);

        _dataset.Build().Fails();
        Assert.Equal(0, SecretPixels());

        _dataset.Write("images/a.yaml", Caption + "redact: [{box: [30, 20, 20, 10]}]\n");
        _dataset.Add("b");
        _dataset.Build().Succeeds();
        Assert.Equal(0, SecretPixels());
        Assert.Equal(2, _dataset.Rows("train").Length + _dataset.Rows("test").Length);
    }

    [Fact]
    public void A_picture_that_waits_for_a_build_without_errors_goes_when_its_record_hides_more()
    {
        _dataset.Write("images/b.yaml", "caption: \"\"\n");
        _dataset.Build().Fails();
        Assert.NotEqual(0, SecretPixels());

        _dataset.Write("images/a.yaml", Caption + "redact: [{box: [30, 20, 20, 10]}]\n");
        _dataset.Build().Fails();

        Assert.Equal(0, SecretPixels());
    }

    [Fact]
    public void An_original_that_is_redacted_itself_before_any_build_leaves_nothing_either()
    {
        _dataset.Build().Succeeds();
        _dataset.Write("images/a.yaml", Caption + "redact: [{box: [30, 20, 20, 10]}]\n");

        Assert.Equal(0, DatasetCheck.RunCommand(_dataset.Folder, "redact").ExitCode);

        Assert.Empty(Directory.GetFiles(_dataset["bin/dataset"], "*.jsonl"));
        Assert.Equal(0, SecretPixelsIn("bin"));
        _dataset.Write("images/b.yaml", "caption: \"\"\n");
        _dataset.Build().Fails();
        Assert.Equal(0, SecretPixels());
    }

    [Fact]
    public void Outputs_stay_where_nothing_is_hidden_that_they_show()
    {
        _dataset.Write("images/a.yaml", Caption + "redact: [{box: [30, 20, 20, 10]}, {box: [1, 1, 4, 4]}]\n");
        _dataset.Build().Succeeds();
        var before = _dataset.Outputs();

        foreach (var record in (string[])["redact: [{box: [30, 20, 20, 10]}]\n", "redact: [{box: [1, 1, 4, 4]}, {box: [30, 20, 20, 10]}]\nmarks: [{box: [2, 2, 9, 9]}]\n", "redact: [{box: [30, 20, 20, 10]}]\nlicence: x\n"])
        {
            _dataset.Write("images/a.yaml", Caption + record);
            _dataset.Write("images/b.yaml", "caption: \"\"\n");
            _dataset.Build().Fails();
            Assert.Equal(before, _dataset.Outputs());
        }
    }

    // In all pictures of bin and obj, those inside the report as well.
    private int SecretPixels() => SecretPixelsIn("bin", "obj");

    private int SecretPixelsIn(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(_dataset[folder], "*", SearchOption.AllDirectories))
        .SelectMany(file => Path.GetExtension(file) switch
        {
            ".png" or ".webp" => [File.ReadAllBytes(file)],
            ".html" => DataUri().Matches(File.ReadAllText(file)).Select(match => Convert.FromBase64String(match.Groups["content"].Value)),
            _ => Enumerable.Empty<byte[]>(),
        })
        .Sum(content =>
        {
            using var picture = Image.NewFromBuffer(content);
            var pixels = picture.WriteToMemory<byte>();
            return picture.Bands < 3 ? 0 : Enumerable.Range(0, pixels.Length / picture.Bands).Count(i => pixels[(i * picture.Bands) + 1] - pixels[i * picture.Bands] > 60);
        });

    [GeneratedRegex("data:image/webp;base64,(?<content>[A-Za-z0-9+/=]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DataUri();
}
