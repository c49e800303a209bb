using DatasetPipeline.Images;
using DatasetPipeline.Tokens;

namespace DatasetPipeline.Builds;

/// <summary>A picture that is made, in the outputs or waiting to go there.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Size">Its size in pixels.</param>
/// <param name="Source">What it was made of.</param>
internal sealed record StoredPicture(string Name, ImageSize Size, SourcePicture Source);
