using System.Globalization;
using System.Security.Cryptography;
using DatasetPipeline.Images;
using DatasetPipeline.Records;
using DatasetPipeline.Records.Marks;

namespace DatasetPipeline.Core.Tests.Images;

public sealed class OutputNameTests
{
    private static readonly byte[] _hash = SHA256.HashData("picture"u8);
    private static readonly PixelBox _box = new(1.5, 2, 3, 4);

    [Fact]
    public void Every_setting_that_changes_bytes_changes_the_name()
    {
        PictureJob[] jobs =
        [
            PictureFolder.Job("a", 1024),
            PictureFolder.Job("a", 1023),
            PictureFolder.Job("a", 1024, Fit.Pad),
            PictureFolder.Job("a", 1024, redactions: [new(_box)]),
            PictureFolder.Job("a", 1024, redactions: [new(_box), new(_box)]),
            PictureFolder.Job("a", 1024, redactions: [new(_box with { X = 2 })]),
            PictureFolder.Job("a", 1024, redactions: [new(_box) { Method = RedactionMethod.Mosaic }]),
            PictureFolder.Job("a", 1024, redactions: [new(_box) { Method = RedactionMethod.Blur }]),
            PictureFolder.Job("a", 1024) with { Crop = _box },
            PictureFolder.Job("a", 1024) with { Crop = new() },
            PictureFolder.Job("a", 1024, marks: [new BoxMark(_box)]),
            PictureFolder.Job("a", 1024, marks: [new EllipseMark(_box)]),
            PictureFolder.Job("a", 1024, marks: [new HighlightMark(_box)]),
            PictureFolder.Job("a", 1024, marks: [new BoxMark(_box) { Color = "blue" }]),
            PictureFolder.Job("a", 1024, marks: [new BoxMark(_box) { StrokeWidth = 3 }]),
            PictureFolder.Job("a", 1024, marks: [new BoxMark(_box), new EllipseMark(_box)]),
            PictureFolder.Job("a", 1024, marks: [new EllipseMark(_box), new BoxMark(_box)]),
            PictureFolder.Job("a", 1024, marks: [new ArrowMark(new(1, 2), new(3, 4))]),
            PictureFolder.Job("a", 1024, marks: [new ArrowMark(new(3, 4), new(1, 2))]),
            PictureFolder.Job("a", 1024, marks: [new LineMark([new(1, 2), new(3, 4)])]),
            PictureFolder.Job("a", 1024, marks: [new LineMark([new(1, 2), new(3, 4), new(5, 6)])]),
            PictureFolder.Job("a", 1024, marks: [new BoxMark(_box) { Opacity = 0.5 }]),
            PictureFolder.Job("a", 1024, marks: [new BoxMark(_box) { Label = "" }]),
            PictureFolder.Job("a", 1024, marks: [new BoxMark(_box) { Label = "A" }]),
            PictureFolder.Job("a", 1024, marks: [new BoxMark(_box) { Label = "A", TextSize = 20 }]),
            PictureFolder.Job("a", 1024, marks: [new TextMark("A", new(1, 2))]),
            PictureFolder.Job("a", 1024, marks: [new TextMark("B", new(1, 2))]),
            PictureFolder.Job("a", 1024, marks: [new TextMark("A", new(2, 1))]),
            PictureFolder.Job("a", 1024, marks: [new TextMark("A", new(1, 2)) { Wrap = 100 }]),
            PictureFolder.Job("a", 1024, marks: [new StepMark(1, new(1, 2))]),
            PictureFolder.Job("a", 1024, marks: [new StepMark(2, new(1, 2))]),
        ];

        var names = jobs.Select(j => j.OutputName(_hash)).Append(jobs[0].OutputName(SHA256.HashData("another"u8))).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[0-9a-f]{64}\\.png$", name));
    }

    [Fact]
    public void The_path_and_the_spelling_of_a_colour_do_not()
    {
        Assert.Equal(PictureFolder.Job("a").OutputName(_hash), PictureFolder.Job("b/c").OutputName(_hash));
        Assert.Equal(
            PictureFolder.Job("a", marks: [new BoxMark(_box) { Color = "red" }]).OutputName(_hash),
            PictureFolder.Job("a", marks: [new BoxMark(_box) { Color = "#F00" }]).OutputName(_hash));
    }

    [Fact]
    public void The_name_is_the_same_under_any_culture_and_in_any_version_that_gives_the_same_bytes()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };

            Assert.Equal(
                "020fba691004042b6acbfe8a1f10b78c6857d53a08b61560c6a2532645a71447.png",
                PictureFolder.Job("a", 1024, marks: [new BoxMark(_box)]).OutputName(_hash));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
