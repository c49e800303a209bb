namespace DatasetPipeline.Train.Evaluation;

/// <summary>Texts as Python takes them apart, which the reference implementations are written in.</summary>
internal static class PythonText
{
    /// <summary>What <c>str.isspace</c> takes for white space: more than .NET by four separators.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>The pieces between white space, none of them empty.</summary>
    public static List<string> Split(string text)
    {
        var pieces = new List<string>();
        for (var start = 0; start < text.Length; start++)
        {
            var end = start;
            while (end < text.Length && !IsSpace(text[end]))
                end++;
            if (end > start)
                pieces.Add(text[start..end]);
            start = end;
        }

        return pieces;
    }

    /// <summary>The characters that are no white space. A character is a code point, so an emoji is one and not two.</summary>
    public static List<string> Characters(string text)
    {
        var characters = new List<string>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
                characters.Add(text.Substring(i++, 2));
            else if (!IsSpace(text[i]))
                characters.Add(text[i].ToString());
        }

        return characters;
    }
}
