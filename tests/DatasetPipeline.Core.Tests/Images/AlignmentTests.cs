using DatasetPipeline.Builds;
using DatasetPipeline.Diagnostics;
using DatasetPipeline.Images;
using DatasetPipeline.Tokens;
using NetVips;

namespace DatasetPipeline.Core.Tests.Images;

/// <summary>With <c>align: true</c> the model's processor looks at the very pixels that the build has written.</summary>
public sealed class AlignmentTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    public static TheoryData<string, int, int, Fit> Screens
    {
        get
        {
            var screens = new TheoryData<string, int, int, Fit>();
            foreach (var model in (string[])["qwen3_vl", "qwen2_5_vl", "internvl"])
            {
                foreach (var (width, height) in new[] { (1920, 1080), (1280, 800), (333, 1000), (64, 48), (1023, 1025), (700, 701) })
                {
                    screens.Add(model, width, height, Fit.Inside);
                    screens.Add(model, width, height, Fit.Pad);
                }
            }

            return screens;
        }
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public void Pixel_values_are_the_outputs_pixels_exactly(string model, int width, int height, Fit fit)
    {
        var folder = Model(model);
        using var picture = PictureFolder.Varied(width, height);
        var output = Path.Combine(_folder.Root, "out.png");

        Pictures.Write(PictureFolder.Job(_folder.Add("a.png", picture), 500, fit) with { Alignment = PictureAlignment.To(folder) }, output);

        var processor = ModelProcessor.Open(folder);
        var written = RgbImage.Load(output);
        Assert.Equal(written.Size, ModelSizes.Open(folder).SizeFor(written.Size));
        var values = processor.Process(written);
        var expected = model == "internvl" ? Tiles(processor, written, values.Grid) : Patches(processor, written, values.Grid);
        Assert.True(expected.AsSpan().SequenceEqual(values.Values.AsSpan(0, expected.Length)), "each value is a pixel, scaled");
    }

    [Theory]
    [InlineData("qwen3_vl")]
    [InlineData("internvl")]
    public void Without_it_the_model_resizes_once_more(string model)
    {
        using var picture = PictureFolder.Varied(1920, 1080);
        var output = Path.Combine(_folder.Root, "out.png");

        Pictures.Write(PictureFolder.Job(_folder.Add("a.png", picture), 500), output);

        var size = RgbImage.SizeOf(output);
        Assert.NotEqual(size, ModelSizes.Open(Model(model)).SizeFor(size));
    }

    [Fact]
    public void What_is_aligned_takes_as_many_tokens_as_before()
    {
        var processor = ModelProcessor.Open(Model("qwen3_vl"));
        var alignment = PictureAlignment.To(Model("qwen3_vl"));
        for (var width = 40; width < 1400; width += 61)
        {
            var (alignedWidth, alignedHeight) = alignment.Nearest(width, 600);
            Assert.Equal(processor.GridOf(new(width, 600)), processor.GridOf(new(alignedWidth, alignedHeight)));
        }
    }

    [Fact]
    public void Two_models_of_one_rule_have_one_picture_and_others_another()
    {
        string NameFor(string model) => (PictureFolder.Job("a") with { Alignment = PictureAlignment.To(Model(model)) }).OutputName(new byte[32]);

        Assert.Equal(NameFor("qwen3_vl"), NameFor("qwen3_vl"));
        Assert.Equal(3, new[] { NameFor("qwen3_vl"), NameFor("internvl"), PictureFolder.Job("a").OutputName(new byte[32]) }.Distinct().Count());
    }

    [Theory]
    [InlineData(300, 200, Fit.Inside, 600, 400)]
    [InlineData(200, 300, Fit.Inside, 400, 600)]
    [InlineData(300, 200, Fit.Pad, 600, 600)]
    [InlineData(900, 300, Fit.Inside, 600, 200)]
    public void Small_pictures_are_enlarged_where_that_is_asked_for(int width, int height, Fit fit, int outWidth, int outHeight)
    {
        using var picture = PictureFolder.Plain(width, height, 0, 0, 255);
        var source = _folder.Add("a.png", picture);

        using var written = _folder.Write(PictureFolder.Job(source, 600, fit) with { IsEnlarged = true });

        Assert.Equal((outWidth, outHeight), (written.Width, written.Height));
        Assert.Equal([0.0, 0, 255], written[outWidth / 2, outHeight / 2]);
        if (fit == Fit.Pad)
            Assert.Equal(400, Enumerable.Range(0, 600).Count(y => written[300, y][0] == 0));
    }

    [Fact]
    public void A_dataset_is_aligned_to_the_model_of_its_train_yaml_and_is_made_anew_for_another()
    {
        using var dataset = new TemporaryFolder();
        using var picture = PictureFolder.Varied(1920, 1080);
        dataset.Write("images/cart.png", picture.PngsaveBuffer());
        dataset.Write("images/cart.yaml", "caption: The cart holds three items, and one of them is sold out.\n");
        dataset.Write("dataset.yaml", "name: shop\nalign: true\n");
        BuildReport Run() => DatasetBuild.Run(
            new(dataset.Path, Path.Combine(dataset.Path, "bin/dataset"), Path.Combine(dataset.Path, "obj/dataset"), ["ms-swift"], _ => false), CancellationToken.None);

        var alone = Assert.Single(Run().Diagnostics);
        Assert.Equal((Codes.AlignmentWithoutModel, 2, 8), (alone.Code, alone.Line, alone.Column));

        foreach (var (model, width, height) in new[] { ("qwen3_vl", 1024, 576), ("internvl", 448, 224) })
        {
            dataset.Write("train.yaml", $"model: {Model(model)}\n");
            Assert.NotNull(Run().Summary);
            var output = Assert.Single(Directory.GetFiles(Path.Combine(dataset.Path, "bin/dataset/images")));
            Assert.Equal(new ImageSize(width, height), RgbImage.SizeOf(output));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static string Model(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "tests", "goldens")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tests", "goldens", name, "model");
    }

    // What a value of a channel is scaled to, from pictures of one colour, which no resize changes.
    private static float[] Scales(ModelProcessor processor)
    {
        var scales = new float[3 * 256];
        for (var value = 0; value < 256; value++)
        {
            var pixels = processor.Process(RgbImage.FromBytes(336, 336, [.. Enumerable.Repeat((byte)value, 336 * 336 * 3)]));
            var plane = pixels.Values.Length / (pixels.Grid.T * pixels.Grid.H * pixels.Grid.W);
            // Qwen: (patch, channel · …). InternVL: (tile, channel, …), a patch's share of which is a third in its first channel.
            for (var channel = 0; channel < 3; channel++)
                scales[(channel * 256) + value] = processor.ModelType.StartsWith("qwen", StringComparison.Ordinal) ? pixels.Values[channel * plane / 3] : pixels.Values[channel * 112 * 112];
        }

        return scales;
    }

    private static float[] Patches(ModelProcessor processor, RgbImage image, ImageGrid grid)
    {
        var (scales, patch, values) = (Scales(processor), image.Width / grid.W, new List<float>());
        for (var blockRow = 0; blockRow < grid.H; blockRow += 2)
        for (var blockColumn = 0; blockColumn < grid.W; blockColumn += 2)
        for (var inner = 0; inner < 4; inner++)
        for (var channel = 0; channel < 3; channel++)
        for (var frame = 0; frame < 2; frame++)
        for (var y = 0; y < patch; y++)
        for (var x = 0; x < patch; x++)
        {
            var (row, column) = (((blockRow + (inner / 2)) * patch) + y, ((blockColumn + (inner % 2)) * patch) + x);
            values.Add(scales[(channel * 256) + image.Pixels[(((row * image.Width) + column) * 3) + channel]]);
        }

        return [.. values];
    }

    // The tiles; a thumbnail behind them is smaller and so resized.
    private static float[] Tiles(ModelProcessor processor, RgbImage image, ImageGrid grid)
    {
        var (scales, values, columns) = (Scales(processor), new List<float>(), image.Width / 112);
        for (var tile = 0; tile < columns * (image.Height / 112); tile++)
        for (var channel = 0; channel < 3; channel++)
        for (var y = 0; y < 112; y++)
        for (var x = 0; x < 112; x++)
        {
            var (row, column) = ((tile / columns * 112) + y, (tile % columns * 112) + x);
            values.Add(scales[(channel * 256) + image.Pixels[(((row * image.Width) + column) * 3) + channel]]);
        }

        Assert.InRange(grid.T - (values.Count / (3 * 112 * 112)), 0, 1);
        return [.. values];
    }
}
