using DatasetPipeline.Models.Kernels;

namespace DatasetPipeline.Models.Tests.Training;

/// <summary>The products of a reproducible training or libtorch's, until it is disposed; for tests that no other runs beside.</summary>
internal sealed class Products : IDisposable
{
    private readonly bool _before = MatrixProduct.IsWanted;

    public Products(bool areReproducible) => MatrixProduct.IsWanted = areReproducible;

    public void Dispose() => MatrixProduct.IsWanted = _before;
}
