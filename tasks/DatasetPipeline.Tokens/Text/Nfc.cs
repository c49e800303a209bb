using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace DatasetPipeline.Tokens;

/// <summary>
/// Unicode's normalization form C (UAX #15) from tables of its own: .NET leaves text as it is in invariant mode, and
/// elsewhere the answer would hang on the machine's ICU. A dataset must give the same tokens everywhere. The tables are
/// Unicode 9.0's, as those are what Hugging Face's tokenizers normalises by.
/// </summary>
public static class Nfc
{
    private const int HangulFirst = 0xAC00, HangulCount = 11172;
    private const int LeadFirst = 0x1100, LeadCount = 19;
    private const int VowelFirst = 0x1161, VowelCount = 21;
    private const int TailFirst = 0x11A7, TailCount = 28;

    private static readonly FrozenDictionary<int, (int First, int Second)> Decompositions;
    private static readonly FrozenDictionary<long, int> Compositions;
    private static readonly FrozenDictionary<int, byte> Classes;

    // One bit a UTF-16 unit: might normalising change the text at it? For astral code points the surrogate's bit is set.
    private static readonly bool[] Suspect = new bool[0x10000];

    static Nfc()
    {
        var decompositions = new Dictionary<int, (int, int)>();
        var compositions = new Dictionary<long, int>();
        var classes = new Dictionary<int, byte>();
        foreach (var line in TableLines())
        {
            if (line[0] == '=')
                ReadClasses(line, classes);
            else
                ReadDecomposition(line, decompositions, compositions);
        }

        for (var vowel = VowelFirst; vowel < VowelFirst + VowelCount; vowel++)
            Suspect[vowel] = true;
        for (var tail = TailFirst + 1; tail < TailFirst + TailCount; tail++)
            Suspect[tail] = true;
        Decompositions = decompositions.ToFrozenDictionary();
        Compositions = compositions.ToFrozenDictionary();
        Classes = classes.ToFrozenDictionary();
    }

    /// <summary>The text in form C; the same object where nothing changes. Its surrogates must be paired.</summary>
    public static string Normalize(string text)
    {
        foreach (var unit in text)
        {
            if (unit >= 0x300 && Suspect[unit])
                return Compose(Decompose(text));
        }

        return text;
    }

    private static List<int> Decompose(string text)
    {
        var codes = new List<int>(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, codes);

        // Canonical order: marks between two starters, by class, otherwise as they stood.
        for (var i = 1; i < codes.Count; i++)
        {
            var code = codes[i];
            var order = ClassOf(code);
            if (order == 0)
                continue;
            var j = i;
            for (; j > 0 && ClassOf(codes[j - 1]) > order; j--)
                codes[j] = codes[j - 1];
            codes[j] = code;
        }

        return codes;
    }

    private static void Decompose(int code, List<int> codes)
    {
        if (code - HangulFirst is var syllable and >= 0 and < HangulCount)
        {
            codes.Add(LeadFirst + (syllable / (VowelCount * TailCount)));
            codes.Add(VowelFirst + (syllable / TailCount % VowelCount));
            if (syllable % TailCount != 0)
                codes.Add(TailFirst + (syllable % TailCount));
        }
        else if (Decompositions.TryGetValue(code, out var parts))
        {
            Decompose(parts.First, codes);
            if (parts.Second != 0)
                Decompose(parts.Second, codes);
        }
        else
        {
            codes.Add(code);
        }
    }

    private static string Compose(List<int> codes)
    {
        var result = new List<int>(codes.Count);
        var starter = -1;
        var lastClass = -1; // of what follows the starter so far; -1: nothing does
        foreach (var code in codes)
        {
            var order = ClassOf(code);
            if (starter >= 0 && lastClass < order && TryCompose(result[starter], code, out var composed))
            {
                result[starter] = composed;
                continue;
            }

            if (order == 0)
                (starter, lastClass) = (result.Count, -1);
            else
                lastClass = order;
            result.Add(code);
        }

        var text = new StringBuilder(result.Count);
        foreach (var code in result)
            text.Append(new Rune(code).ToString());
        return text.ToString();
    }

    private static bool TryCompose(int first, int second, out int composed)
    {
        if (first - LeadFirst is >= 0 and < LeadCount && second - VowelFirst is >= 0 and < VowelCount)
        {
            composed = HangulFirst + ((((first - LeadFirst) * VowelCount) + (second - VowelFirst)) * TailCount);
            return true;
        }

        if (first - HangulFirst is >= 0 and < HangulCount && (first - HangulFirst) % TailCount == 0 && second - TailFirst is > 0 and < TailCount)
        {
            composed = first + (second - TailFirst);
            return true;
        }

        return Compositions.TryGetValue(PairOf(first, second), out composed);
    }

    private static int ClassOf(int code) => code < 0x300 ? 0 : Classes.GetValueOrDefault(code);

    private static long PairOf(int first, int second) => ((long)first << 32) | (uint)second;

    private static void ReadDecomposition(string line, Dictionary<int, (int First, int Second)> decompositions, Dictionary<long, int> compositions)
    {
        var excluded = line[0] == '!';
        var codes = line.TrimStart('!').Split(' ').Select(Hex).ToArray();
        var second = codes.Length > 2 ? codes[2] : 0;
        decompositions.Add(codes[0], (codes[1], second));
        if (excluded)
        {
            MarkSuspect(codes[0]);
        }
        else
        {
            compositions.Add(PairOf(codes[1], second), codes[0]);
            MarkSuspect(second);
        }
    }

    private static void ReadClasses(string line, Dictionary<int, byte> classes)
    {
        var parts = line.Split(' ');
        var order = byte.Parse(parts[0].AsSpan(1), CultureInfo.InvariantCulture);
        foreach (var range in parts.Skip(1))
        {
            var ends = range.Split('-');
            for (var code = Hex(ends[0]); code <= Hex(ends[^1]); code++)
            {
                classes.Add(code, order);
                MarkSuspect(code);
            }
        }
    }

    private static void MarkSuspect(int code) => Suspect[new Rune(code).ToString()[0]] = true;

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static IEnumerable<string> TableLines()
    {
        using var stream = typeof(Nfc).Assembly.GetManifestResourceStream("canonical.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
