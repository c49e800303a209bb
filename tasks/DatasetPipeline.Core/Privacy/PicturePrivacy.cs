using System.Globalization;
using DatasetPipeline.Images;
using DatasetPipeline.Images.Embedded;
using DatasetPipeline.Text;

namespace DatasetPipeline.Privacy;

/// <summary>Says what a picture's file tells of a person, without telling it.</summary>
public static class PicturePrivacy
{
    /// <summary>Raised by hand when the same file is described otherwise.</summary>
    public const int Version = PersonalTags.Version;

    private const int MostNames = 3;

    /// <summary><c>a place (EXIF GPS) and a name, "W…" of 6 characters (EXIF Artist)</c>; empty where nothing is found.</summary>
    public static string Describe(string path, PictureLimits? limits = null)
    {
        var found = PersonalTags.Find(path, limits);
        var names = found.Where(tag => tag.Name is not null)
            .GroupBy(tag => tag.Name!, StringComparer.Ordinal)
            .Take(MostNames)
            .Select(tags => $"a name, {Masked(tags.Key)} ({Where(tags)})");
        var places = found.Where(tag => tag.Name is null).ToList();
        return string.Join(" and ", places.Count == 0 ? names : names.Prepend($"a place ({Where(places)})"));
    }

    private static string Where(IEnumerable<PersonalTag> tags) => string.Join(", ", tags.Select(tag => tag.Where).Distinct());

    private static string Masked(string name)
    {
        var length = new StringInfo(name).LengthInTextElements;
        return string.Create(CultureInfo.InvariantCulture, $"{Shown.Value($"{(length > 3 ? StringInfo.GetNextTextElement(name) : "")}…")} of {length} characters");
    }
}
