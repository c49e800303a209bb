using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DatasetPipeline.Tokens;
using NetVips;

namespace DatasetPipeline.Benchmarks;

/// <summary>
/// The tokenizer with a vocabulary as large as Qwen's, made of words that no one speaks, and the image processor on pictures of
/// one megapixel. The peers: tokenizers 0.23 encodes 0.93 MB/s on one thread, transformers' Qwen processor 22.4 pictures a second.
/// </summary>
internal static class TokensBenchmark
{
    private const int Vocabulary = 151_643;
    private const int Rounds = 5;

    /// <summary>Prints medians of five.</summary>
    public static int Run()
    {
        var folder = Directory.CreateTempSubdirectory("tokens-").FullName;
        try
        {
            var starter = Path.Combine(BuildBenchmark.RepositoryRoot(AppContext.BaseDirectory), "models", "starter");
            var random = new Random(1);
            var words = Words(random);
            var file = Path.Combine(folder, "tokenizer.json");
            Write(Path.Combine(starter, "tokenizer.json"), words, file);

            var loads = Times(() => Tokenizer.Load(file));
            var tokenizer = Tokenizer.Load(file);
            Print("tokenizer.json", new FileInfo(file).Length / 1e6, "MB");
            Print("loading it", Median(loads), "s");

            var text = Text(random, words, 4_000_000);
            var bytes = Encoding.UTF8.GetByteCount(text) / 1e6;
            Print("English and Chinese", bytes, "MB");
            Print("bytes a token", bytes * 1e6 / tokenizer.Encode(text).Length, "");
            Print("encoding on one thread", bytes / Median(Times(() => tokenizer.Encode(text))), "MB/s");
            // As captions are: none longer than a few sentences, each encoded by itself.
            var captions = text.Chunk(160).Select(part => new string(part)).ToList();
            Print("encoding captions of 160 characters", bytes / Median(Times(() => captions.ForEach(caption => tokenizer.Encode(caption)))), "MB/s");

            Pictures(starter, folder, random);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Pictures(string starter, string folder, Random random)
    {
        foreach (var name in (string[])["config.json", "preprocessor_config.json", "tokenizer.json"])
            File.Copy(Path.Combine(starter, name), Path.Combine(folder, name), overwrite: true);
        var preprocessor = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "preprocessor_config.json")))!;
        preprocessor["size"]!["longest_edge"] = 16_777_216;
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), preprocessor.ToJsonString());
        var processor = ModelProcessor.Open(folder);
        var paths = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            paths.Add(Path.Combine(folder, $"{i}.png"));
            using var picture = Screen(random, 1250, 800);
            picture.WriteToFile(paths[^1]);
        }

        Print("pictures of a megapixel, one thread", paths.Count / Median(Times(() => paths.ForEach(path => processor.Process(RgbImage.Load(path))))), "a second");
        Print($"pictures of a megapixel, {Environment.ProcessorCount} threads", paths.Count / Median(Times(() => Parallel.ForEach(paths, path => processor.Process(RgbImage.Load(path))))), "a second");
    }

    // Panels and bars on a ground, as a screen has them.
    private static Image Screen(Random random, int width, int height)
    {
        var pixels = new byte[width * height * 3];
        Array.Fill(pixels, (byte)245);
        for (var box = 0; box < 400; box++)
        {
            var (left, top, right, bottom) = (random.Next(width), random.Next(height), random.Next(5, 200), random.Next(3, 40));
            var color = (byte)random.Next(256);
            for (var y = top; y < Math.Min(height, top + bottom); y++)
                Array.Fill(pixels, color, ((y * width) + left) * 3, (Math.Min(width, left + right) - left) * 3);
        }

        return Image.NewFromMemory(pixels, width, height, 3, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
    }

    // Words of syllables behind a space, and words of one to four Chinese characters; the first are the most frequent.
    private static List<string> Words(Random random)
    {
        string[] heads = ["b", "br", "c", "ch", "d", "f", "g", "h", "k", "l", "m", "n", "p", "pr", "qu", "r", "s", "st", "t", "th", "v", "w"];
        string[] middles = ["a", "e", "i", "o", "u", "ea", "ou", "ie"];
        string[] tails = ["", "", "n", "r", "s", "t", "ng", "ck", "ll"];
        var words = new List<string>();
        for (var i = 0; i < 120_000; i++)
        {
            words.Add(random.Next(3) == 0
                ? string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => (char)(0x4E00 + (int)(random.NextDouble() * random.NextDouble() * 6000))))
                : " " + string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => heads[random.Next(heads.Length)] + middles[random.Next(middles.Length)] + tails[random.Next(tails.Length)])));
        }

        return words;
    }

    // Each word's bytes are merged from the left until the vocabulary is full.
    private static void Write(string like, List<string> words, string path)
    {
        var root = JsonNode.Parse(File.ReadAllText(like))!;
        var old = root["model"]!["vocab"]!.AsObject();
        var single = old.Select(entry => entry.Key).Where(token => token.Length == 1).Order(StringComparer.Ordinal).ToList();
        var name = ByteNames();
        var vocabulary = new JsonObject();
        foreach (var token in single)
            vocabulary[token] = vocabulary.Count;
        var merges = new JsonArray();
        foreach (var word in words)
        {
            var token = "";
            foreach (var part in Encoding.UTF8.GetBytes(word).Select(value => name[value]))
            {
                if (vocabulary.Count == Vocabulary)
                    break;
                if (token.Length > 0 && !vocabulary.ContainsKey(token + part))
                {
                    vocabulary[token + part] = vocabulary.Count;
                    merges.Add((JsonNode)new JsonArray(token, part.ToString()));
                }

                token += part;
            }
        }

        (root["model"]!["vocab"], root["model"]!["merges"]) = (vocabulary, merges);
        foreach (var (i, added) in root["added_tokens"]!.AsArray().Index())
            added!["id"] = Vocabulary + i;
        File.WriteAllText(path, root.ToJsonString());
    }

    private static string Text(Random random, List<string> words, int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            // One word in twenty is none that the vocabulary has whole.
            var word = words[(int)(Math.Pow(random.NextDouble(), 3) * words.Count)];
            text.Append(random.Next(20) == 0 ? word + words[random.Next(words.Count)].Trim() : word);
            if (random.Next(9) == 0)
                text.Append(random.Next(4) switch { 0 => ",", 1 => ".", 2 => "。", _ => $" {random.Next(1000)}" });
            if (random.Next(80) == 0)
                text.Append('\n');
        }

        return text.ToString();
    }

    // The alphabet of byte-level BPE: what is printable stands for itself, the rest follows from U+0100.
    private static char[] ByteNames()
    {
        var names = new char[256];
        var next = (char)256;
        for (var value = 0; value < 256; value++)
            names[value] = value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? (char)value : next++;
        return names;
    }

    private static List<double> Times(Action work)
    {
        work();
        return [.. Enumerable.Range(0, Rounds).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            work();
            return watch.Elapsed.TotalSeconds;
        })];
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-42} {value,8:0.00} {unit}"));
}
