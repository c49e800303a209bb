namespace DatasetPipeline.Language.English;

/// <summary>
/// Looks for a main clause: a finite verb that belongs to no subordinate or relative clause, or an imperative. It goes from word
/// to word and keeps count of the clauses that were opened and wait for their verb.
/// </summary>
internal sealed class ClauseFinder
{
    // How many words a clause may have between its subject and its verb.
    private const int Reach = 60;

    private readonly List<Token> _tokens;
    private readonly bool _isQuestion;
    private int _waiting;
    private bool _lastWasMain;
    private bool _hasVerb;
    private int _lastVerb = -1;
    private bool _isOfMany;
    private bool _isInBrackets;

    // Counted once: a long text is not to be gone through again from every word of it.
    private readonly int _words;
    private readonly int _firstBreak;
    private readonly int _lastPhrase;

    private ClauseFinder(List<Token> tokens, bool isQuestion)
    {
        (_tokens, _isQuestion) = (tokens, isQuestion);
        _words = tokens.Count(token => token.IsWord);
        _firstBreak = tokens.FindIndex(token => token.Text is "," or ":" or ";" or "—" or "–");
        _lastPhrase = tokens.FindLastIndex(token => IsArticle(token.Word) || Words.Prepositions.Contains(token.Word));
    }

    /// <summary>Whether the sentence is whole.</summary>
    public bool HasMainVerb { get; private set; }

    /// <summary>Whether there is a finite verb in any of its clauses.</summary>
    public bool HasVerb => _hasVerb;

    /// <summary>Whether any word in it could be a verb where it stands, however unlikely.</summary>
    public bool HasDoubtfulVerb { get; private set; }

    /// <summary>Looks through the tokens of one sentence.</summary>
    public static ClauseFinder Look(List<Token> tokens, bool isQuestion)
    {
        var finder = new ClauseFinder(tokens, isQuestion);
        finder.Run();
        return finder;
    }

    private void Run()
    {
        for (var i = 0; i < _tokens.Count; i++)
        {
            _isInBrackets = _tokens[i].Text == "(" || _isInBrackets && _tokens[i].Text != ")";
            if (OpensClause(i))
            {
                _waiting++;
                continue;
            }

            if (EndOfVerbGroup(i) is not { } end)
                continue;
            TakeVerb(i);
            i = end;
        }
    }

    private void TakeVerb(int at)
    {
        // What is joined to a subordinate clause is subordinate, too.
        var joins = _hasVerb && _tokens.Skip(_lastVerb + 1).Take(at - _lastVerb - 1).Any(token => token.Word is "and" or "or" or "but") && !_tokens.Skip(_lastVerb + 1).Take(at - _lastVerb - 1).Any(token => token.Text is "," or ";" or ":");
        _lastVerb = at;
        if (_waiting > 0)
        {
            _waiting--;
            _lastWasMain = false;
        }
        else if (!joins || _lastWasMain)
        {
            _lastWasMain = true;
            HasMainVerb = true;
        }

        _hasVerb = true;
    }

    private bool OpensClause(int i)
    {
        var word = _tokens[i].Word;
        if (_tokens[i].IsName || !_tokens[i].IsWord)
            return false;
        if (Words.Subordinators.Contains(word))
            return !(_isQuestion && !_hasVerb && i <= 2) && !IsReduced(i) && !(word is "which" or "whose" or "what" or "who" && _isQuestion && !HasMainVerb && _waiting == 0)
                && !(word == "because" && At(i + 1) == "of") && !(word is "as" or "so");
        if (word == "that")
            return i > 0 && At(i - 1) is not ("that" or "of" or "in" or "on" or "at" or "for" or "with" or "from" or "by") && !Ends(i + 1) && !(Words.Auxiliaries.Contains(At(i + 1)) && _hasVerb && !IsNominal(i - 1));
        if (Words.MaySubordinate.Contains(word))
            return i > 0 && !_hasVerb && Words.TimeNouns.Contains(At(i - 1)) && ClauseFollows(i) || (i == 0 || _hasVerb || At(i - 1) == ",") && ClauseFollows(i);
        return IsContactRelative(i);
    }

    // when pressed, while holding, how to: no verb of their own is to come.
    private bool IsReduced(int i) =>
        At(i + 1) is "to" or "not" or "," or "." or "possible" or "necessary" or "needed"
        || IsLeadIn(i)
        || (i + 1 < _tokens.Count && _tokens[i].Word is "when" or "while" or "if" or "though" or "although" or "unless" or "where" or "once"
            && i + 1 < _tokens.Count && _tokens[i + 1].CanBe(VerbForms.Ing | VerbForms.Participle) && !IsNominalWord(i + 1));

    // When in doubt, if on mobile, when offline: a few words before the first comma, and no verb among them.
    private bool IsLeadIn(int i) =>
        i == 0 && _firstBreak is > 1 and < 6 && _tokens[_firstBreak].Text == "," && _tokens[i].Word is "when" or "if" or "where" or "while" or "once" or "unless" or "though" or "although"
        && (IsPreposition(1) || _firstBreak == 2) && _tokens.Skip(1).Take(_firstBreak - 1).All(token => !Words.Auxiliaries.Contains(token.Word) && !token.CanBe(VerbForms.ThirdPerson | VerbForms.Past));

    private bool IsNominalWord(int i) => _tokens[i].Verb is { } verb && verb.AsNoun > verb.AsVerb;

    // after the pump stopped, but not: after the restart the server is slow.
    private bool ClauseFollows(int i)
    {
        for (var j = i + 1; j < Math.Min(_tokens.Count, i + Reach) && !IsBreak(j); j++)
        {
            if (j > i + 2 && IsDeterminer(j) && IsNominal(j - 1) && !Words.Conjunctions.Contains(At(j - 1)))
                return false;
            if (EndOfVerbGroup(j) is not null)
                return j > i + 1;
        }

        return false;
    }

    // The form the auditor signed: two nouns side by side, of which the second has a verb.
    private bool IsContactRelative(int i)
    {
        if (i < 2 || HasMainVerb || _isInBrackets || i + 1 < _tokens.Count && !_tokens[i + 1].IsWord && !_tokens[i + 1].IsName || !IsNominal(i - 1) || _tokens[i - 1].IsName || !(Words.Articles.Contains(_tokens[i].Word) || Words.SubjectPronouns.Contains(_tokens[i].Word) || _tokens[i].Word is "most" or "many" or "nobody" or "everyone" or "everybody" or "someone" or "people"))
            return false;
        var first = _tokens[0].Word;
        if (i - 1 == _lastVerb || _tokens[0].CanBe(VerbForms.Ing) || At(i - 2) == "to" || _tokens[i - 1].CanBe(VerbForms.Ing))
            return false;
        if (Words.Prepositions.Contains(first) || Words.MaySubordinate.Contains(first) || Words.Subordinators.Contains(first) || Words.Adverbs.Contains(first) || Words.TimeNouns.Contains(_tokens[i - 1].Word))
            return false;
        return _firstBreak < 0 || _firstBreak >= i;
    }

    /// <summary>The last token of the finite verb that starts here with its auxiliaries, or null where none does.</summary>
    private int? EndOfVerbGroup(int i)
    {
        var token = _tokens[i];
        if (!token.IsWord)
            return null;
        if (Words.Auxiliaries.Contains(token.Word))
            return IsAuxiliary(i) ? EndOfAuxiliaries(i) : null;
        if (IsPossessiveIs(i))
            return EndOfAuxiliaries(i);
        return token.Verb is not null && !Words.Prepositions.Contains(token.Word) && (IsImperative(i) || IsFinite(i)) ? i : null;
    }

    private bool IsAuxiliary(int i)
    {
        var (word, before) = (_tokens[i].Word, Before(i) is { } at ? _tokens[at].Word : "");
        if (word is "will" or "can" or "must" or "might" && IsArticle(before))
            return false;
        if (word == "may" && _tokens[i].Text == "May" && i > 0 && (Words.Prepositions.Contains(before) || i + 1 < _tokens.Count && _tokens[i + 1].IsName))
            return false;
        if (word is "have" or "do" && (Words.Modals.Contains(before) || before is "not"))
            return false;
        return word is not ("had" or "has") || before != "having";
    }

    private int EndOfAuxiliaries(int i)
    {
        var end = i;
        while (end + 1 < _tokens.Count && (Words.Adverbs.Contains(At(end + 1)) || At(end + 1) is "be" or "been" or "being" or "have" or "had"
            || _tokens[end + 1].CanBe(VerbForms.Participle | VerbForms.Ing) || (Words.Modals.Contains(_tokens[i].Word) && _tokens[end + 1].CanBe(VerbForms.Base) && end == i)))
        {
            end++;
        }

        return end;
    }

    // It's open: a pronoun with its verb is one word. The pump's open: a noun is not.
    private bool IsPossessiveIs(int i) =>
        _tokens[i].Word is var word && word.EndsWith("'s", StringComparison.Ordinal) && word[..^2] is "that" or "this" or "there" or "here" or "it" or "he" or "she" or "who" or "what" or "where" or "let" or "everything" or "nothing" or "something" or "everyone";

    private bool IsImperative(int i)
    {
        var (token, verb) = (_tokens[i], _tokens[i].Verb!);
        if ((verb.Forms & VerbForms.Base) == VerbForms.None || !OpensImperative(i) || verb.Lemma == "be" && !Ends(i + 1) == false)
            return false;
        if (Ends(i + 1))
        {
            // Click: as much a button's name as an order, and it says nothing of what.
            if (_words == 1 && Words.NamesOfButtons.Contains(token.Word))
            {
                HasDoubtfulVerb = true;
                return false;
            }

            // If the box is red, stop.
            return verb.IsMostlyVerb && (_words == 1 || At(i - 1) == "," && _hasVerb && (Words.Subordinators.Contains(_tokens[0].Word) || Words.MaySubordinate.Contains(_tokens[0].Word)));
        }

        var next = _tokens[i + 1];
        // File saved by a user: what was done to it, and nobody is told to do it.
        if (At(i + 2) == "by" && next.CanBe(VerbForms.Participle))
        {
            HasDoubtfulVerb = true;
            return false;
        }

        // Open File > Export > PDF.
        if (At(i + 2) is ">" or "→")
            return true;
        if (IsArticle(next.Word) || next.IsName && verb.IsMostlyVerb || Words.Pronouns.Contains(next.Word) && next.Word is not ("there" or "here") || next.Word is "that" or "whether" or "how" or "what" or "why" or "if" or "when" or "where" or "which" or "no" or "all" or "both" or "any" or "some" or "only" or "at" or "two" or "three")
            return token.Word is not ("left" or "right" or "lower" or "upper") && !(token.Word is "like" or "in" or "up" or "down" or "last" or "back" or "behind" or "round" or "near" or "past" or "over" or "under");
        // Log in with the key; but: a box in the corner.
        if (next.Word is "up" or "down" or "out" or "off" or "away" or "back" || next.Word is "in" or "on" && (Ends(i + 2) || Words.Prepositions.Contains(At(i + 2)) || At(i + 2) is "and"))
            return token.Word is not ("step" or "way");
        if (next.CanBe(VerbForms.Ing) && !IsNominalWord(i + 1))
            return false;
        // Type "yes" to go on.
        if (token.Word is "type" or "key" or "enter" or "press" or "tap" && next.IsName && (At(i + 2) is "to" or "in" or "into" or "and" or "here" or "as" || _lastPhrase > i + 1))
            return true;
        // To leave full screen, press Esc.
        if (At(i - 1) == "," && next.IsWord && char.IsUpper(next.Text[0]))
        {
            HasDoubtfulVerb = true;
            return verb.AsVerb * 2 >= verb.AsNoun && verb.AsVerb >= verb.AsAdjective;
        }

        if (!verb.IsMostlyVerb || next.Word == "of")
        {
            HasDoubtfulVerb = true;
            return false;
        }

        // Submit button, open menu: a label as it stands on the screen.
        if (next.IsWord && Words.Widgets.Contains(next.Word) && Ends(i + 2))
            return false;
        return Words.Prepositions.Contains(next.Word) || Words.Adverbs.Contains(next.Word) || next.Word.EndsWith("ly", StringComparison.Ordinal) || Words.Determiners.Contains(next.Word)
            || next.IsWord && (verb.IsHardlyNoun || _lastPhrase > i) && verb.AsAdjective == 0;
    }

    private bool OpensImperative(int i)
    {
        if (i == 0)
            return true;
        var before = _tokens[i - 1];
        if (before.Word is "please" or "then" or "first" or "next" or "never" or "always" or "just" or "simply" or "also" or "now" or "so" or "kindly" or "carefully" or "finally" or "let's" || before.Text is ":" or ";" or "—" or "–" or ")")
            return i < 2 || before.Text is ":" or ";" or "—" or "–" || before.Word is "then" or "never" or "please" or "always";
        // To reset it, hold the key. If it beeps, press the key.
        if (before.Text == ",")
            return Words.MaySubordinate.Contains(_tokens[0].Word) || Words.Subordinators.Contains(_tokens[0].Word) || Words.Prepositions.Contains(_tokens[0].Word) || Words.Adverbs.Contains(_tokens[0].Word) || HasMainVerb;
        return before.Word is "and" or "or" or "but" && HasMainVerb && _lastWasMain;
    }

    private bool IsFinite(int i)
    {
        var verb = _tokens[i].Verb!;
        if (Before(i) is not { } at)
            return false;
        var before = _tokens[at];
        // A verb at least as often as a noun, behind something that could be its subject.
        HasDoubtfulVerb |= verb.AsVerb >= verb.AsNoun && IsNominal(at) && ((verb.Forms & VerbForms.Base) != VerbForms.None && (IsPluralNoun(at) || IsPluralNoun(HeadBefore(at)) || IsJoined(at)));
        var joins = before.Word is "and" or "or" or "but" or "then" or "yet" or "nor" && _hasVerb;
        var relative = before.Word is "that" or "which" or "who" or "what" or "whatever" or "whoever" or "there" or "here" or "so";
        if (before.Text is "," or ";" or ":" or "—" or "–" or "(")
            return before.Text == "," && _hasVerb && (verb.Forms & (VerbForms.ThirdPerson | VerbForms.Past)) != VerbForms.None && verb.IsMostlyVerb && IsObject(i + 1) && (verb.Forms & VerbForms.Base) == VerbForms.None
                || before.Text == "," && !HasMainVerb && at > 0 && (verb.Forms & VerbForms.ThirdPerson) != VerbForms.None && (verb.IsHardlyNoun || verb.IsMostlyVerb && IsObject(i + 1));
        if (IsArticle(before.Word) || before.Word is "to" or "no" or "of" || before.Word.EndsWith("'s", StringComparison.Ordinal) && !before.IsName)
            return false;
        if (!joins && !relative && !IsNominal(at) && !(IsPreposition(at) && IsStranded(at)))
            return false;
        if (before.Word is "all" or "some" or "most" or "many" or "several" or "few" or "other" or "another" or "each" or "every" or "any" or "more" or "less" && IsNominal(i + 1) && !Words.Adverbs.Contains(At(i + 1)))
            return false;
        // The page that loads first holds the banner: a verb behind a verb is that of the clause outside.
        if (at == _lastVerb && MayFollowRelative(i))
            return true;
        if (at == _lastVerb)
            return !_lastWasMain && (verb.Forms & (VerbForms.ThirdPerson | VerbForms.Past)) != VerbForms.None && (IsObject(i + 1) || verb.IsMostlyVerb);

        return ((verb.Forms & VerbForms.ThirdPerson) != VerbForms.None && IsThirdPerson(i, at, joins || relative))
            || ((verb.Forms & VerbForms.Past) != VerbForms.None && IsPast(i, at, joins || relative))
            || ((verb.Forms & VerbForms.Base) != VerbForms.None && (MayFollowRelative(i) || IsPlural(i, at, joins)));
    }

    // Customers who pay late see a banner: the clause of many has had its verb, and this is the verb of the many.
    private bool MayFollowRelative(int i) =>
        _isOfMany && !_lastWasMain && !HasMainVerb && _waiting == 0 && _tokens[i].CanBe(VerbForms.Base) && (_tokens[i].Verb!.IsHardlyNoun || IsObject(i + 1) || _tokens[i].Verb!.IsMostlyVerb && (Ends(i + 1) || IsPreposition(i + 1)));

    private bool IsThirdPerson(int i, int before, bool certain)
    {
        var verb = _tokens[i].Verb!;
        if (At(i + 1) == "of" && verb.Lemma is not ("consist" or "think" or "speak" or "dispose" or "warn" or "remind" or "complain" or "inform" or "notify" or "talk" or "tell" or "hear" or "learn" or "smell" or "boast"))
        {
            HasDoubtfulVerb |= verb.IsHardlyNoun;
            return false;
        }

        var determined = IsDetermined(before);
        var plural = IsPluralNoun(before) && !IsInPrepositionalPhrase(before);
        if (!certain && !determined && verb.AsNoun > 0 && At(i + 1) is "for" or "about" or "by" or "in" or "on" or "and" && !Words.Intransitive.Contains(verb.Lemma) && !Words.Pronouns.Contains(_tokens[before].Word))
        {
            HasDoubtfulVerb = true;
            return false;
        }

        if (certain || verb.AsNoun == 0 || Words.Pronouns.Contains(_tokens[before].Word) || verb.IsHardlyNoun && !plural)
            return !(verb.AsNoun > 0 && _tokens[before].Word is "these" or "those" or "all" or "some" or "both" or "many" or "several" or "most" or "other" or "few");
        HasDoubtfulVerb = true;
        if (plural)
            return false;
        // The order ships on Monday.
        if (IsObject(i + 1) || At(i + 1) is "on" or "at" or "until" && Words.TimeNouns.Contains(At(i + 2)) && IsArticle(At(before - 1)))
            return true;
        // The clamp bolts straight onto the rail; but: box plots of, load tests for.
        if (At(i + 1) is "up" or "down" or "out" or "off" or "away" || Words.Intransitive.Contains(verb.Lemma) && At(i + 1) is "from" or "into" or "along" or "across" or "through" or "over" or "under")
            return true;
        if (Ends(i + 1))
            return determined && (verb.IsMostlyVerb || Words.Intransitive.Contains(verb.Lemma)) || IsOneOf(before);
        if (Words.Adverbs.Contains(At(i + 1)) || At(i + 1) is "to" or "onto" or "into" or "through" or "out" or "up" or "down" or "off" or "away" or "back" or "past" || At(i + 1).EndsWith("ly", StringComparison.Ordinal))
            return determined || verb.IsMostlyVerb;
        return determined && (verb.IsMostlyVerb || Words.Intransitive.Contains(verb.Lemma)) && At(i + 1) is not ("for" or "and" or "or" or ",");
    }

    private bool IsPast(int i, int before, bool certain)
    {
        var (token, verb) = (_tokens[i], _tokens[i].Verb!);
        if (token.Word is "left" or "found" or "set" or "cut" or "read" or "put" or "split" or "upset" or "spread" or "cast" or "input" or "output" or "saw" or "felt" or "lay" or "ground" or "wound" or "bound" or "shot" or "fit" or "rose" or "bore" or "lit" or "let" or "cost" or "hit" or "shut" or "shed" or "quit" or "rid" or "bid" or "bet" or "hurt")
        {
            HasDoubtfulVerb = true;
            return IsObject(i + 1) && !IsPreposition(before) || Words.SubjectPronouns.Contains(_tokens[before].Word)
                || certain && !Ends(i + 1) || token.Word is "rose" or "cost" or "lay" && Words.Prepositions.Contains(At(i + 1)) && IsDetermined(before);
        }

        if (token.Word == "got")
            return true;
        // What the camera recorded was a fox: the object stands before.
        if (_waiting > 0 && At(i + 1) != "by" && !IsPreposition(before))
            return true;
        var distinct = (verb.Forms & VerbForms.Participle) == VerbForms.None;
        if (distinct && (verb.Forms & VerbForms.Base) == VerbForms.None)
            return true;
        if (Words.SubjectPronouns.Contains(_tokens[before].Word) || _tokens[before].Word is "who" or "that" or "which" or "someone" or "everyone" or "nobody" or "nothing" or "everything" or "something" or "both" or "neither" or "one")
            return true;
        if (certain)
            return _tokens[before].Word is not ("and" or "or" or "but" or "then") || IsObject(i + 1) || Words.Intransitive.Contains(verb.Lemma) || (verb.Forms & VerbForms.Base) == VerbForms.None && _lastWasMain;
        if (At(i + 1) == "by")
            return At(i + 2) is var amount && i + 2 < _tokens.Count && (_tokens[i + 2].IsName && Words.Intransitive.Contains(verb.Lemma) || amount is "itself" or "half" or "about");
        if (IsObject(i + 1) && !(verb.Lemma is "call" or "name" or "label" or "title" or "mark" or "entitle" && i + 1 < _tokens.Count && _tokens[i + 1].IsName))
            return true;
        HasDoubtfulVerb = true;
        return Words.Intransitive.Contains(verb.Lemma) && (!HasVerbAfter(i + 1) || At(i + 1) is "," or "and")
            && !(verb.Lemma is "stick" or "close" or "open" or "shut" or "switch" or "turn" or "load" or "break" or "change" or "end" or "split" or "tear" or "wear" or "bend" or "fade" or "lock" && Words.Prepositions.Contains(At(i + 1)) && At(i + 1) is not ("at" or "after" or "before" or "during" or "when" or "within" or "from" or "into"));
    }

    // These rivets sit too close; but not: the delivery date, sales chart.
    private bool IsPlural(int i, int before, bool joins)
    {
        var verb = _tokens[i].Verb!;
        if (joins)
            return _lastWasMain && (verb.IsMostlyVerb || IsArticle(At(i + 1))) && !Ends(i + 1) && (verb.AsAdjective == 0 || IsObject(i + 1));
        if (Words.PluralPronouns.Contains(_tokens[before].Word) && !IsPreposition(before) && _tokens[before].Word is not ("you" or "it" or "them" or "us"))
            return verb.IsMostlyVerb || IsObject(i + 1);
        if (_tokens[before].Word is "you")
            return true;
        // Customers who pay late
        if (_tokens[before].Word is "who" or "that" or "which" && before > 0 && _waiting > 0 && (IsPluralNoun(before - 1) || Words.PluralPronouns.Contains(At(before - 1))))
            return _isOfMany = true;
        if (!IsPluralNoun(before) && !IsJoinedSubject(before))
        {
            var many = IsPluralNoun(HeadBefore(before)) || IsJoined(before);
            // Only a verb has never or still before it.
            if (many && before < i - 1 && At(i - 1) is "never" or "always" or "still" or "often" or "also" or "rarely" or "sometimes" && (verb.AsVerb * 2 >= verb.AsNoun || IsObject(i + 1)))
                return true;
            HasDoubtfulVerb |= verb.IsHardlyNoun || many && (verb.IsMostlyVerb || before < i - 1 || At(i + 1) == "from");
            return many && verb.AsAdjective == 0 && !_hasVerb && (verb.IsHardlyNoun && (!Ends(i + 1) || IsJoined(before)) || verb.AsVerb * 3 >= verb.AsNoun * 2 && (IsObject(i + 1) || At(i + 1).EndsWith("ly", StringComparison.Ordinal)) || verb.IsMostlyVerb && (IsObject(i + 1) || before < i - 1 || IsParticleOf(i))
                || IsJoined(before) && IsPluralNoun(i + 1) && Ends(i + 2));
        }

        HasDoubtfulVerb = true;
        // The arrows point up. These buttons open menus. Once it expires, users land on a blank page.
        if (IsParticleOf(i) || (IsPluralNoun(i + 1) || At(i + 1) == "menus") && Ends(i + 2) && IsCountedMany(before) || IsLacking(i, before) || At(before - 1) == "," && _hasVerb && !HasMainVerb && _waiting == 0 && !Ends(i + 1))
            return true;
        if (verb.IsHardlyNoun && verb.AsAdjective == 0)
            return true;
        var determined = IsDetermined(before);
        if (Ends(i + 1) && determined && Words.Intransitive.Contains(verb.Lemma) || determined && verb.IsMostlyVerb && (IsNominal(i + 1) && !Ends(i + 1) && (verb.AsAdjective == 0 || IsPluralNoun(i + 1)) || Words.Adverbs.Contains(At(i + 1))))
            return true;
        return IsObject(i + 1) || verb.AsAdjective * 3 <= verb.AsVerb && verb.IsMostlyVerb && (Words.Adverbs.Contains(At(i + 1)) || Words.Prepositions.Contains(At(i + 1)) || Ends(i + 1))
            || At(i + 1) is "to" or "too" or "into" or "onto" && (verb.IsMostlyVerb || Words.Intransitive.Contains(verb.Lemma));
    }

    // The box and the arrow stand still: two of one are many.
    private bool IsJoinedSubject(int i)
    {
        if (_hasVerb || !IsDetermined(i))
            return false;
        for (var j = i - 1; j > 0 && !IsBreak(j) && !IsPreposition(j); j--)
        {
            if (_tokens[j].Word == "and")
            {
                // Results of the load test and the stress test: what is joined stands behind a preposition, and may be no subject.
                HasDoubtfulVerb = true;
                return IsNominal(j - 1) && IsDetermined(j - 1) && HeadBefore(j) < 0;
            }
        }

        return false;
    }

    // The icons lack alt text: about as often a verb as a noun, and no other verb behind it.
    private bool IsLacking(int i, int before) =>
        _tokens[i].Verb is { AsAdjective: 0 } verb && verb.AsVerb * 3 >= verb.AsNoun * 2 && IsDetermined(before) && IsNominal(i + 1) && !_tokens[i + 1].CanBe(VerbForms.Base) && !HasVerbAfter(i + 1);

    private bool IsParticleOf(int i) => At(i + 1) is "up" or "down" or "out" or "off" or "away" or "back" && (Ends(i + 2) || IsPreposition(i + 2) || At(i + 2) == "to");

    private bool IsCountedMany(int i) => At(i - 1) is "these" or "those" or "both" or "all" or "two" or "three" or "four" or "five" or "some" or "many" or "several" or "few";

    // The header and footer trade places.
    private bool IsJoined(int i) => i > 2 && At(i - 1) == "and" && !_hasVerb && IsNominal(i - 2) && IsDetermined(i - 2);

    // The rows below the fold: the noun before the first preposition is the subject.
    private int HeadBefore(int i)
    {
        var head = -1;
        for (var j = i - 1; j > Math.Max(_lastVerb, i - 12) && !IsBreak(j); j--)
        {
            if (IsPreposition(j) && IsNominal(j - 1))
                head = j - 1;
        }

        return head;
    }

    private bool HasVerbAfter(int i)
    {
        for (var j = i; j < Math.Min(_tokens.Count, i + Reach); j++)
        {
            if (Words.Subordinators.Contains(At(j)) || At(j) is "that" or ",")
                return false;
            if (_tokens[j].IsWord && Words.Auxiliaries.Contains(_tokens[j].Word))
                return true;
            if (_tokens[j].CanBe(VerbForms.ThirdPerson) && _tokens[j].Verb!.IsMostlyVerb && IsObject(j + 1))
                return true;
        }

        return false;
    }

    private bool IsObject(int i)
    {
        if (i >= _tokens.Count)
            return false;
        var token = _tokens[i];
        return token.IsName || Words.Determiners.Contains(token.Word) || token.Word is "that" or "whether" or "how" or "why" or "what" or "it" or "them" or "him" or "us" or "me" or "itself" or "themselves" or "nothing" or "something" or "everything" or "anything" or "none";
    }

    private bool IsNominal(int i) => i >= 0 && i < _tokens.Count && (_tokens[i].IsName || _tokens[i].Text is ")" or "）" or "\"" or "”" or "%"
        || _tokens[i].IsWord && (Words.Pronouns.Contains(_tokens[i].Word)
            || (!Words.Determiners.Contains(_tokens[i].Word) || IsHalf(i)) && !Words.Prepositions.Contains(_tokens[i].Word) && !Words.Conjunctions.Contains(_tokens[i].Word) && !Words.Subordinators.Contains(_tokens[i].Word) && !Words.Auxiliaries.Contains(_tokens[i].Word)));

    // The left half, the other one: what stands before a noun elsewhere is the noun.
    private bool IsHalf(int i) => _tokens[i].Word is "half" or "other" or "one" && IsDetermined(i - 1);

    // switched on, plugged in: such a word ends what is said of the subject.
    private bool IsStranded(int i) => _tokens[i].Word is "in" or "on" or "off" or "out" or "up" or "down" or "above" or "below" or "behind" or "inside" or "outside" && i > 0 && _tokens[i - 1].IsWord;

    private bool IsPreposition(int i) => Words.Prepositions.Contains(_tokens[i].Word);

    private bool IsPluralNoun(int i) => i >= 0 && i < _tokens.Count && _tokens[i].IsWord && (_tokens[i].Word is "people" or "men" or "women" or "children" or "teeth" or "feet" or "mice" or "data" or "criteria" or "media" or "police"
        || _tokens[i].Word.EndsWith('s') && _tokens[i].Word is not ("this" or "its" or "is" or "was" or "has" or "us" or "lens" or "bus" or "gas" or "glass" or "status" or "axis" or "virus" or "focus" or "access" or "process" or "address" or "class" or "pass" or "press" or "canvas" or "radius" or "always" or "less" or "across" or "thus" or "plus" or "minus" or "css" or "gps" or "basis" or "analysis" or "menus") && !_tokens[i].Word.EndsWith("ss", StringComparison.Ordinal) && !_tokens[i].Word.EndsWith("us", StringComparison.Ordinal) && !_tokens[i].Word.EndsWith("'s", StringComparison.Ordinal));

    // Whether an article or the like stands before the words that end here.
    private bool IsDetermined(int i)
    {
        for (var j = i; j >= 0 && j > i - 6; j--)
        {
            if (IsArticle(_tokens[j].Word) || Words.Determiners.Contains(_tokens[j].Word) || _tokens[j].IsName || char.IsUpper(_tokens[j].Text[0]) && j > 0 || _tokens[j].Word.EndsWith("'s", StringComparison.Ordinal))
                return true;
            if (!_tokens[j].IsWord || Words.Conjunctions.Contains(_tokens[j].Word))
                return false;
        }

        return false;
    }

    // One of the fans turns: the noun before the verb is not its subject.
    private bool IsInPrepositionalPhrase(int i)
    {
        for (var j = i - 1; j > 0 && j > i - 6; j--)
        {
            if (IsPreposition(j))
                return IsNominal(j - 1) && !IsPluralNoun(j - 1);
            if (!_tokens[j].IsWord && !_tokens[j].IsName || Words.Conjunctions.Contains(_tokens[j].Word) || Words.Auxiliaries.Contains(_tokens[j].Word))
                return false;
        }

        return false;
    }

    private bool IsOneOf(int i)
    {
        for (var j = i; j > Math.Max(0, i - Reach); j--)
        {
            if (At(j) == "of" && At(j - 1) is "one" or "each" or "neither" or "either" or "none" or "which")
                return true;
        }

        return false;
    }

    private static bool IsArticle(string word) => Words.Articles.Contains(word);

    private bool IsDeterminer(int i) => Words.Articles.Contains(_tokens[i].Word);

    private bool IsBreak(int i) => _tokens[i].Text is "," or ";" or ":" or "." or "—" or "–" || Words.Subordinators.Contains(_tokens[i].Word);

    private bool Ends(int i) => i >= _tokens.Count || _tokens[i].Text is "." or "!" or "?" or "," or ";" or ":" or "…" or ")" or "—" or "–";

    private bool IsDash(int i) => _tokens[i].Text is "—" or "–" or "-";

    private string At(int i) => i >= 0 && i < _tokens.Count ? _tokens[i].Word : "";

    // The token before, adverbs left out.
    private int? Before(int i)
    {
        var at = i - 1;
        while (at > 0 && (Words.Adverbs.Contains(_tokens[at].Word) && _tokens[at].Word is not ("here" or "there") || _tokens[at].Word.EndsWith("ly", StringComparison.Ordinal) && _tokens[at].Word is not ("assembly" or "supply" or "reply" or "fly" or "family" or "anomaly" or "monopoly" or "butterfly" or "ally")))
            at--;
        // The total – $142.90 – includes VAT.
        if (at > 2 && IsDash(at) && _tokens.FindLastIndex(at - 1, Math.Min(at - 1, Reach), token => token.Text == _tokens[at].Text) is > 0 and var dash)
            at = dash - 1;
        // The caption (see below) wraps.
        if (at > 0 && _tokens[at].Text == ")" && _tokens.FindLastIndex(at, Math.Min(at, Reach), token => token.Text == "(") is > 0 and var open)
            at = open - 1;
        return at >= 0 ? at : null;
    }
}
