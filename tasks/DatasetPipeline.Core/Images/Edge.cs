namespace DatasetPipeline.Images;

/// <summary>A straight piece of an <see cref="Outline"/>.</summary>
internal readonly record struct Edge(double X0, double Y0, double X1, double Y1);
