namespace DatasetPipeline.Tokens;

/// <summary>What the Qwen-VL families share: the picture's tokens and its processor.</summary>
internal abstract class QwenChat(ModelFolder folder) : ModelFamily
{
    private readonly QwenImages _images = new(folder);

    public override string ImageToken => "<|image_pad|>";

    public override string ImageText => "<|vision_start|><|image_pad|><|vision_end|>";

    public override string SizeRule => _images.SizeRule;

    public override ImageSize FittedSize(ImageSize size) => _images.Fit(size);

    public override ImageGrid GridOf(ImageSize size) => _images.GridOf(size);

    public override int TokensOf(ImageGrid grid) => _images.TokensOf(grid);

    public override PixelValues Process(RgbImage image) => _images.Process(image);
}
