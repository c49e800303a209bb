using System.Text;

namespace DatasetPipeline.Formats;

/// <summary>A way to write rows as lines of JSON.</summary>
public interface IRowFormat
{
    /// <summary>How <c>DatasetFormats</c> names it.</summary>
    string Name { get; }

    /// <summary>What the files end with, after the split's name.</summary>
    string Ending { get; }

    /// <summary>Appends a row's JSON, without the line's end.</summary>
    void Append(StringBuilder json, Row row);
}
