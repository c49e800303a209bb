namespace DatasetPipeline.Yaml;

/// <summary>A YAML tree as bytes, for a cache.</summary>
internal static class YamlTree
{
    private const byte Map = 0;
    private const byte List = 1;
    private const byte Quoted = 2;
    private const byte Plain = 3;

    /// <summary>Writes a tree that nothing is wrong in: a refused value has no place in a cache.</summary>
    public static void Write(BinaryWriter writer, YamlNode node)
    {
        writer.Write(node switch
        {
            YamlMap => Map,
            YamlList => List,
            YamlScalar { IsPlain: true } => Plain,
            YamlScalar => Quoted,
            _ => throw new ArgumentException($"a {node.GetType().Name} is not kept"),
        });
        writer.Write7BitEncodedInt(node.Line);
        writer.Write7BitEncodedInt(node.Column);
        switch (node)
        {
            case YamlMap map:
                writer.Write7BitEncodedInt(map.Entries.Count);
                foreach (var entry in map.Entries)
                {
                    Write(writer, entry.Key);
                    Write(writer, entry.Value);
                }

                break;
            case YamlList list:
                writer.Write7BitEncodedInt(list.Items.Count);
                foreach (var item in list.Items)
                    Write(writer, item);
                break;
            case YamlScalar scalar:
                writer.Write(scalar.Text);
                writer.Write7BitEncodedInt(scalar.EndLine);
                break;
        }
    }

    /// <summary>The tree that <see cref="Write"/> wrote.</summary>
    public static YamlNode Read(BinaryReader reader)
    {
        var (kind, line, column) = (reader.ReadByte(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        switch (kind)
        {
            case Map:
                var entries = new YamlEntry[reader.Read7BitEncodedInt()];
                for (var i = 0; i < entries.Length; i++)
                    entries[i] = new((YamlScalar)Read(reader), Read(reader));
                return new YamlMap(entries, line, column);
            case List:
                var items = new YamlNode[reader.Read7BitEncodedInt()];
                for (var i = 0; i < items.Length; i++)
                    items[i] = Read(reader);
                return new YamlList(items, line, column);
            default:
                return new YamlScalar(reader.ReadString(), kind == Plain, line, column) { EndLine = reader.Read7BitEncodedInt() };
        }
    }
}
