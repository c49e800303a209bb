using System.Text;
using DatasetPipeline.Diagnostics;

namespace DatasetPipeline.Core.Tests;

/// <summary>A folder for a test's files; deleted at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("core-").FullName;

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary><c>(line,column) code</c> of each finding.</summary>
    public static IEnumerable<string> Places(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.Select(finding => FormattableString.Invariant($"({finding.Line},{finding.Column}) {finding.Code}"));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
