using System.Xml;

namespace DatasetPipeline.Images.Embedded;

/// <summary>XMP, which is RDF in XML: a property is an attribute, or an element with text in it at some depth.</summary>
internal static class XmpTags
{
    private static readonly Dictionary<(string Namespace, string Name), string> Properties = new()
    {
        [("http://purl.org/dc/elements/1.1/", "creator")] = "XMP dc:creator",
        [("http://ns.adobe.com/photoshop/1.0/", "CaptionWriter")] = "XMP photoshop:CaptionWriter",
        [("http://ns.adobe.com/exif/1.0/aux/", "OwnerName")] = "XMP aux:OwnerName",
        [("http://cipa.jp/exif/1.0/", "CameraOwnerName")] = "XMP exifEX:CameraOwnerName",
        [("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "PersonInImage")] = "XMP PersonInImage",
        [("http://ns.adobe.com/exif/1.0/", "GPSLatitude")] = "XMP GPS",
        [("http://ns.adobe.com/exif/1.0/", "GPSLongitude")] = "XMP GPS",
    };

    public static void Read(byte[] packet, List<PersonalTag> tags)
    {
        // No definition of entities, nothing fetched, and a reader that goes forward: depth costs no stack.
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            ConformanceLevel = ConformanceLevel.Auto,
            MaxCharactersInDocument = PersonalTags.MostBytes,
            IgnoreWhitespace = true,
        };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(packet), settings);
            (string? Property, int Depth) within = (null, -1);
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        if (within.Property is null && !reader.IsEmptyElement && Properties.TryGetValue((reader.NamespaceURI, reader.LocalName), out var property))
                            within = (property, reader.Depth);
                        ReadAttributes(reader, tags);
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA when within.Property is not null:
                        Add(within.Property, reader.Value, tags);
                        break;
                    case XmlNodeType.EndElement when reader.Depth == within.Depth:
                        within = (null, -1);
                        break;
                    default:
                        break;
                }
            }
        }
        catch (XmlException)
        {
            // What stands before the damage was read.
        }
    }

    private static void ReadAttributes(XmlReader reader, List<PersonalTag> tags)
    {
        while (reader.MoveToNextAttribute())
        {
            if (Properties.TryGetValue((reader.NamespaceURI, reader.LocalName), out var where))
                Add(where, reader.Value, tags);
        }

        reader.MoveToElement();
    }

    private static void Add(string where, string value, List<PersonalTag> tags) =>
        tags.Add(new(where, where == "XMP GPS" ? null : value.Trim()));
}
