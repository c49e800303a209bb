using DatasetPipeline.Models.Checkpoints;
using TorchSharp;
using Xunit.Abstractions;

namespace DatasetPipeline.Models.Tests;

/// <summary>Compares with reference outputs and tells the largest difference.</summary>
internal sealed class Parity(ITestOutputHelper output)
{
    private double _largest;
    private double _tolerance;

    /// <summary>|difference| / |reference|, by the norm of the whole tensor.</summary>
    public void Norm(string name, torch.Tensor actual, torch.Tensor expected, double tolerance) =>
        Within(name, actual.detach().sub(expected).norm().item<float>() / Math.Max(expected.norm().item<float>(), 1e-30), tolerance);

    /// <summary>The largest difference of single elements.</summary>
    public void Elements(string name, torch.Tensor actual, torch.Tensor expected, double tolerance) =>
        Within(name, actual.detach().sub(expected).abs().max().item<float>(), tolerance);

    public void Number(string name, double actual, double expected, double tolerance) => Within(name, Math.Abs(actual - expected), tolerance);

    public void Relative(string name, double actual, double expected, double tolerance) => Within(name, Math.Abs(actual - expected) / Math.Abs(expected), tolerance);

    /// <summary>Every tensor of the file against the one of the same name; a name may end in .weight in the file alone.</summary>
    public void All(SafetensorsFile expected, IEnumerable<KeyValuePair<string, torch.Tensor>> actual, double tolerance)
    {
        var found = actual.ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
        foreach (var name in expected.Entries.Keys)
        {
            var own = found.ContainsKey(name) ? name : name[..^".weight".Length];
            Norm(name, found[own], expected.Read(name), tolerance);
        }
    }

    /// <summary>Writes the largest difference seen, also into the table.</summary>
    public void Tell(string family, string quantity)
    {
        output.WriteLine($"{family}, {quantity}: at most {_largest:0.0e+0}");
        ParityTable.Add(family, quantity, _largest, _tolerance);
    }

    private void Within(string name, double difference, double tolerance)
    {
        (_largest, _tolerance) = (Math.Max(_largest, difference), tolerance);
        Assert.True(difference <= tolerance, $"{name} is off by {difference}, and {tolerance} is allowed.");
    }
}
