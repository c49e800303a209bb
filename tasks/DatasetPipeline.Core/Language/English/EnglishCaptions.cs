using DatasetPipeline.Diagnostics;
using DatasetPipeline.Text;

namespace DatasetPipeline.Language.English;

/// <summary>Whether an English caption is made of whole sentences.</summary>
internal static class EnglishCaptions
{
    /// <summary>What is wrong with it as a sentence.</summary>
    public static IEnumerable<TextFinding> Check(string text)
    {
        var sentences = Tokenizer.Sentences(text);
        if (sentences.Count == 0)
            yield break;
        if (IsInCapitals(text))
            yield return new(Codes.AllCapitals, 0, "the caption is in capitals; write it as a sentence is written");
        var asked = false;
        foreach (var (tokens, isClosed, isQuestion) in sentences)
        {
            if (!(asked && IsAnswer(tokens)) && Fault(tokens, isQuestion) is { } fault)
                yield return fault;
            else if (!isClosed && tokens == sentences[^1].Tokens)
                yield return new(Codes.NoTerminalMark, Math.Max(0, text.Length - 1), "the last sentence has no end; close it with a full stop");
            asked = isQuestion && tokens[0].Word is "why" or "how";
        }

        foreach (var repeated in Repetitions.Find(sentences.Select(sentence => sentence.Tokens).ToList()))
            yield return repeated;
    }

    private static TextFinding? Fault(List<Token> tokens, bool isQuestion)
    {
        var start = tokens[0].Start;
        if (IsListOfWords(tokens))
            return new(Codes.KeywordList, start, $"{Quoted(tokens)} is a list of words; say in a sentence what is to be seen and why it matters");
        var last = tokens.LastOrDefault(token => token.IsWord || token.IsName);
        // One of !, ? or #: what is named last may be a mark.
        if (last is { IsName: false } && Words.NeverLast.Contains(last.Word) && tokens.Count > 2 && tokens[^1].Text != "?" && !NamesMarks(tokens, last))
            return new(Codes.Fragment, last.Start, $"the sentence breaks off after {Shown.Value(last.Text)}; complete it");

        // Why not restart it? The longer it runs, the hotter it gets.
        if (isQuestion && tokens.Count > 2 && tokens[0].Word is "why" or "how" or "what" && tokens[1].Word is "not" or "about" || IsComparison(tokens))
            return null;
        var clauses = ClauseFinder.Look(tokens, isQuestion);
        if (clauses.HasMainVerb || IsExclamation(tokens) && clauses.HasVerb)
            return null;
        var words = tokens.Count(token => token.IsWord || token.IsName);
        // A clause that hangs on another one shows that by its first word; any other verb that was seen may be the main one after all.
        var hangs = clauses.HasVerb && Words.Subordinators.Contains(tokens[0].Word);
        var isCertain = !clauses.HasDoubtfulVerb && (!clauses.HasVerb || hangs);
        return isCertain && words <= 40 && !tokens.Any(token => token.IsWord && token.Text.Any(letter => letter > 0x24F))
            ? new(Codes.Fragment, start, $"{Quoted(tokens)} is no sentence: {(hangs ? $"all of it hangs on {Shown.Value(tokens[0].Text)}; say what is to be seen, and then why it matters" : "it has no verb that says something; say what is to be seen and why it matters")}")
            : new(Codes.NoPredicate, start, $"{Quoted(tokens)} seems to have no main verb; say in a whole sentence what is to be seen and why it matters");
    }

    // Why is it grey? Because the form is empty.
    private static bool IsAnswer(List<Token> tokens) =>
        tokens.Count > 3 && (tokens[0].Word is "because" or "by" or "so" || tokens[0].Word == "to" && tokens[1].CanBe(VerbForms.Base)) && !Words.NeverLast.Contains(tokens[^2].Word);

    private static bool IsInCapitals(string text) =>
        text.Count(char.IsUpper) is >= 8 and var capitals && text.Count(char.IsLower) * 5 < capitals && text.Trim().Contains(' ', StringComparison.Ordinal);

    private static bool NamesMarks(List<Token> tokens, Token last) =>
        tokens.SkipWhile(token => token != last).Skip(1).SkipLast(1).Any(token => token.Text is not ("." or "!" or "?" or "…" or "..." or "," or ";" or ":" or "—" or "–" or "\"" or "”" or "’" or "'" or ")" or "]"));

    // What a mess this layout is!
    private static bool IsExclamation(List<Token> tokens) =>
        tokens[^1].Text == "!" && tokens.Count > 3 && (tokens[0].Word == "how" || tokens[0].Word == "what" && tokens[1].Word is "a" or "an");

    private static bool IsComparison(List<Token> tokens)
    {
        var halves = Enumerable.Range(0, tokens.Count - 1).Count(i => tokens[i].Word == "the" && (tokens[i + 1].Word is "more" or "less" or "better" or "worse" || tokens[i + 1].Word.EndsWith("er", StringComparison.Ordinal)) && (i == 0 || tokens[i - 1].Text == ","));
        return halves == 2 && tokens[0].Word == "the";
    }

    // Login, password, button, blue; File Edit View Insert.
    private static bool IsListOfWords(List<Token> tokens)
    {
        var words = tokens.Where(token => token.IsWord || token.IsName).ToList();
        if (words.Any(token => token.IsWord && (Words.Auxiliaries.Contains(token.Word) || Words.SubjectPronouns.Contains(token.Word) || Words.Articles.Contains(token.Word) || Words.Subordinators.Contains(token.Word))))
            return false;
        var separators = tokens.Count(token => token.Text is "," or ";" or "/" or "|" or "·" or "•");
        if (separators >= 2 && words.Count <= 2.5 * (separators + 1) && !tokens.Any(token => token.IsWord && Words.Prepositions.Contains(token.Word)))
            return !words.Any(token => token.CanBe(VerbForms.ThirdPerson | VerbForms.Past) && token.Verb!.IsHardlyNoun);
        return separators == 0 && words.Count >= 4 && !tokens.Any(token => token.Text is ">" or "→") && words.All(token => token.IsWord && char.IsUpper(token.Text[0]));
    }

    private static string Quoted(List<Token> tokens) => Shown.Value(string.Join(' ', tokens.Select(token => token.Text)).Replace(" .", ".", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal));
}
