using DatasetPipeline.Diagnostics;
using DatasetPipeline.Models;
using DatasetPipeline.Models.Vision;
using DatasetPipeline.Text;
using DatasetPipeline.Tokens;
using DatasetPipeline.Train.Runs;
using TorchSharp;

namespace DatasetPipeline.Train.Training;

/// <summary>Pictures and rows on their way into a model.</summary>
internal static class PictureReader
{
    public static ImageSize SizeOf(string path) => RgbImage.SizeOf(path);

    /// <summary>What the tower sees, where nothing is learned from it; the tensors are the scope's around the call.</summary>
    public static VisionFeatures See(VisionLanguageModel model, RgbImage picture)
    {
        using var frozen = torch.no_grad();
        return model.See(model.Processor.Process(picture));
    }

    /// <summary>The same, out of the scope: they stay until the process ends.</summary>
    public static VisionFeatures Kept(this VisionFeatures features)
    {
        foreach (var tensor in features.Deepstack.Prepend(features.Embeddings))
            tensor.DetachFromDisposeScope();
        return features;
    }

    public static EncodedSample Encode(SwiftRow row, Func<EncodedSample> encode)
    {
        try
        {
            return encode();
        }
        catch (ArgumentException e)
        {
            throw new DiagnosticException(Codes.SampleNotEncodable, $"the record {row.Id} cannot be put to the model: {Shown.Line(e.Message)}", row.Images.Count > 0 ? row.Images[0] : row.Id);
        }
    }
}
