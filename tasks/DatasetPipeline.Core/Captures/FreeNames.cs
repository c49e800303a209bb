using System.Globalization;
using DatasetPipeline.Records;

namespace DatasetPipeline.Captures;

/// <summary>Names that nothing under images/ has; letters of another case do not make another name, as on some systems they would not.</summary>
internal sealed class FreeNames
{
    private readonly HashSet<string> _taken;

    public FreeNames(DatasetFiles files) => _taken = new(
        files.Records.Concat(files.Pictures).Concat(files.Others).Concat(files.Refused).Select(path => Path.ChangeExtension(path, null)), StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a name as it is, unless it is taken.</summary>
    public bool TryTake(string stem) => _taken.Add(stem);

    /// <summary>Takes the number after the highest: <c>img_007</c>.</summary>
    public string Next(string prefix)
    {
        var highest = _taken
            .Where(stem => stem.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(stem => int.TryParse(stem.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue ? number : 0)
            .DefaultIfEmpty(0)
            .Max();
        return Take(string.Create(CultureInfo.InvariantCulture, $"{prefix}{highest + 1:000}"));
    }

    /// <summary>Takes a name, with a number behind it where it is taken: <c>cart-2</c>.</summary>
    public string Like(string stem)
    {
        for (var number = 1; ; number++)
        {
            var name = number == 1 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
            if (_taken.Add(name))
                return name;
        }
    }

    private string Take(string name)
    {
        _taken.Add(name);
        return name;
    }
}
