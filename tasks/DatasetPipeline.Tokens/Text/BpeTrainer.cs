using System.Runtime.InteropServices;
using System.Text;

namespace DatasetPipeline.Tokens;

/// <summary>
/// Learns a byte-level BPE vocabulary (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909) with Qwen's split
/// pattern and NFC. The same texts in the same order give the same file.
/// </summary>
public static class BpeTrainer
{
    private const int LeastCount = 2; // a pair seen once is no habit of the language

    /// <summary>Learns merges until the vocabulary is full or no pair is left that occurs twice.</summary>
    /// <param name="texts">What the language looks like.</param>
    /// <param name="vocabularySize">Ids in all: 256 bytes, one for each merge, the added tokens.</param>
    /// <param name="addedTokens">Special tokens, which get the ids at the end in this order.</param>
    /// <exception cref="ArgumentException">The vocabulary has no room for the bytes and the added tokens.</exception>
    public static TokenizerModel Train(IEnumerable<string> texts, int vocabularySize, IReadOnlyList<string> addedTokens)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(addedTokens);
        var room = vocabularySize - addedTokens.Count;
        if (room < 256)
            throw new ArgumentException($"a vocabulary of {vocabularySize} has no room for 256 bytes and {addedTokens.Count} added tokens");

        var tokens = ByteAlphabet.InVocabularyOrder.Select(value => ByteAlphabet.CharOf(value).ToString()).ToList();
        var idOf = tokens.Select((token, id) => (token, id)).ToDictionary(entry => entry.token, entry => entry.id);
        var merges = new List<(string, string)>();
        var pairs = new PairCounts(CountPieces(texts, idOf));
        while (tokens.Count < room && pairs.MostFrequent(LeastCount) is { } pair)
        {
            var (left, right) = (tokens[pair.Left], tokens[pair.Right]);
            merges.Add((left, right));

            // Two ways may lead to one token; it is in the vocabulary once.
            ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(idOf, left + right, out var known);
            if (!known)
            {
                id = tokens.Count;
                tokens.Add(left + right);
            }

            pairs.Merge(pair.Left, pair.Right, id);
        }

        return new TokenizerModel(tokens, merges, addedTokens);
    }

    // The pieces in the order in which they first appear, as ids of their bytes, and how often each occurs.
    private static List<(int[] Tokens, long Count)> CountPieces(IEnumerable<string> texts, Dictionary<string, int> idOf)
    {
        var splitter = QwenSplitter.For(QwenSplitter.Pattern)!;
        var counts = new OrderedDictionary<string, long>();
        var ends = new List<int>();
        foreach (var given in texts)
        {
            var text = Nfc.Normalize(Tokenizer.WellFormed(given));
            ends.Clear();
            splitter.Split(text, ends);
            var start = 0;
            foreach (var end in ends)
            {
                var piece = text[start..end];
                counts[piece] = counts.GetValueOrDefault(piece) + 1;
                start = end;
            }
        }

        return [.. counts.Select(entry => (Encoding.UTF8.GetBytes(entry.Key).Select(value => idOf[ByteAlphabet.CharOf(value).ToString()]).ToArray(), entry.Value))];
    }
}
