using System.Collections.Concurrent;
using System.Globalization;

namespace DatasetPipeline.Language.English;

/// <summary>Which words can be verbs, and in what form: WordNet's verbs, their regular forms, and the irregular ones.</summary>
internal static class VerbLexicon
{
    private static readonly Lazy<Dictionary<string, (int Verb, int Noun, int Adjective)>> Lemmas = new(ReadLemmas);
    private static readonly Lazy<Dictionary<string, (string Lemma, VerbForms Forms)>> Irregular = new(ReadIregular);
    private static readonly ConcurrentDictionary<string, Verb?> Known = new(StringComparer.Ordinal);

    /// <summary>The verb that a word in small letters can be, or null.</summary>
    public static Verb? Find(string word) => Known.TryGetValue(word, out var verb) ? verb : Known[word] = Look(word);

    private static Verb? Look(string word)
    {
        // double-click, re-open
        if (word.LastIndexOf('-') is > 0 and var hyphen && !Lemmas.Value.ContainsKey(word))
            return word[..hyphen] is "double" or "right" or "left" or "single" or "triple" or "re" or "un" or "over" or "under" or "cross" or "auto" or "fine" or "copy" or "drag" ? Find(word[(hyphen + 1)..]) : null;
        var forms = VerbForms.None;
        var lemma = "";
        if (Irregular.Value.TryGetValue(word, out var irregular))
            (lemma, forms) = irregular;
        if (Lemmas.Value.ContainsKey(word))
            (lemma, forms) = (lemma.Length == 0 || forms == VerbForms.None ? word : lemma, forms | VerbForms.Base);
        if (forms == VerbForms.None)
            (lemma, forms) = Regular(word);
        if (forms == VerbForms.None)
            return null;
        var (asVerb, asNoun, asAdjective) = Lemmas.Value.GetValueOrDefault(lemma, (1, 0, 0));
        return new(lemma, forms, asVerb, asNoun, asAdjective);
    }

    private static (string Lemma, VerbForms Forms) Regular(string word)
    {
        if (word.EndsWith("ing", StringComparison.Ordinal) && word.Length > 4 && Stem(word[..^3]) is { } ing)
            return (ing, VerbForms.Ing);
        if (word.EndsWith("ied", StringComparison.Ordinal) && Is(word[..^3] + "y"))
            return (word[..^3] + "y", VerbForms.Past | VerbForms.Participle);
        if (word.EndsWith("ed", StringComparison.Ordinal) && word.Length > 3 && Stem(word[..^2]) is { } past)
            return (past, VerbForms.Past | VerbForms.Participle);
        if (word.EndsWith("ies", StringComparison.Ordinal) && Is(word[..^3] + "y"))
            return (word[..^3] + "y", VerbForms.ThirdPerson);
        if (word.EndsWith("es", StringComparison.Ordinal) && (word[..^2].EndsWith('s') || word[..^2].EndsWith('x') || word[..^2].EndsWith('z') || word[..^2].EndsWith("ch", StringComparison.Ordinal) || word[..^2].EndsWith("sh", StringComparison.Ordinal) || word[..^2].EndsWith('o')) && Is(word[..^2]))
            return (word[..^2], VerbForms.ThirdPerson);
        if (word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) && Is(word[..^1]))
            return (word[..^1], VerbForms.ThirdPerson);
        return ("", VerbForms.None);
    }

    // opened: open; closed: close; stopped: stop.
    private static string? Stem(string stem) =>
        stem.Length > 2 && stem[^1] == stem[^2] && !Is(stem) && Is(stem[..^1]) ? stem[..^1]
        : Is(stem + "e") && !(Is(stem) && !PrefersE(stem)) ? stem + "e"
        : Is(stem) ? stem
        : null;

    private static bool PrefersE(string stem) => Lemmas.Value[stem + "e"].Verb > Lemmas.Value[stem].Verb;

    private static bool Is(string lemma) => Lemmas.Value.ContainsKey(lemma);

    private static Dictionary<string, (int Verb, int Noun, int Adjective)> ReadLemmas()
    {
        var lemmas = new Dictionary<string, (int, int, int)>(9000, StringComparer.Ordinal);
        foreach (var parts in LexiconFile.Lines("English.verbs.txt").Select(line => line.Split(' ')))
            lemmas[parts[0]] = (Count(parts, 1), Count(parts, 2), Count(parts, 3));
        // Younger than WordNet.
        foreach (var verb in (string[])["reboot", "screenshot", "email", "download", "upload", "login", "autosave", "greylist", "whitelist", "blacklist", "debounce", "refactor", "timeout", "unselect", "deselect", "unmute", "unfreeze", "rename", "retry", "resync", "sync", "preselect", "autofill", "misalign", "overheat", "reload", "rerun", "undock", "unpin", "overlap", "parse", "render", "toggle", "cache", "log", "crash", "hover", "swipe", "tap", "click", "scroll", "resize", "redirect", "prefill", "grey", "gray", "ping", "zoom"])
            lemmas.TryAdd(verb, (2, 1, 0));
        return lemmas;
    }

    private static int Count(string[] parts, int i) => parts.Length > i ? int.Parse(parts[i], CultureInfo.InvariantCulture) : 0;

    private static Dictionary<string, (string Lemma, VerbForms Forms)> ReadIregular()
    {
        var irregular = new Dictionary<string, (string, VerbForms)>(StringComparer.Ordinal);
        foreach (var parts in LexiconFile.Lines("English.irregular.txt").Select(line => line.Split(' ')))
        {
            foreach (var past in parts[1].Split('/'))
                irregular[past] = (parts[0], irregular.GetValueOrDefault(past).Item2 | VerbForms.Past);
            foreach (var participle in parts[2].Split('/'))
                irregular[participle] = (parts[0], irregular.GetValueOrDefault(participle).Item2 | VerbForms.Participle);
        }

        return irregular;
    }
}
