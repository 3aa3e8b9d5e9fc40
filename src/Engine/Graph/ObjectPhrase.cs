using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>
/// Finds in a goal the phrase that says what is looked for, and in it the word that counts. In English the last noun does: who wants road traffic
/// wants no
/// roads. So that "count penguins on sea ice" is not answered with sea ice.
/// </summary>
internal sealed class ObjectPhrase
{
    private const int ShortestWord = 4;
    private const int FewWords = 8;
    // "Groundwater depletion" is a matter of groundwater: nouns made of verbs and adjectives say something of the thing before them, others are
    // things of their own.
    private static readonly string[] PropertyEndings = ["tion", "sion", "ment", "ing", "ance", "ence", "ness", "ity", "age", "al", "ed", "ure", "th"];

    private static readonly string[] HowMany = ["cuantos", "cuantas", "combien", "viele", "wieviele"];

    private const double CommonShare = 0.05;
    private const int CommonAtLeast = 6;

    private readonly List<Word> _words;
    private readonly List<Mention> _mentions;
    private readonly List<BlockNaming> _names;
    private readonly Catalogue _catalogue;
    private readonly string _language;
    private readonly int _corrected;
    private readonly int _from;
    private readonly int _to;
    private readonly bool _afterVerb;

    public ObjectPhrase(List<Word> words, List<Mention> mentions, List<BlockNaming> names, Catalogue catalogue, string language)
    {
        (_words, _mentions, _names, _catalogue, _language) = (words, mentions, names, catalogue, language);
        _corrected = CorrectedAt();
        (_from, _to, _afterVerb) = Bounds();
        var unknown = Enumerable.Range(0, words.Count).Where(IsUnknown).ToList();
        var literal = Enumerable.Range(0, words.Count).Where(IsLiteral).ToList();
        var subjects = mentions.Where(mention => mention.Concept.Kind is ConceptKind.Subject).ToList();
        var named = names.Count > 0;
        if (subjects.Count == 0)
        {
            var here = literal.Where(InPhrase).ToList();
            Literals = [.. (here.Count > 0 ? here : literal).Select(i => words[i]).DistinctBy(word => word.Stem)];
            var lost = unknown.Where(InPhrase).Concat(unknown).Select(i => words[i].Text).FirstOrDefault();
            // Of several words that must come together most have to be known; the last one of the phrase has to be in any case.
            var missed = unknown.Where(InPhrase).ToList();
            if (lost is not null && !named
                && (Literals.Count == 0 || missed.Count > here.Count || (missed.Count > 0 && here.Count > 0 && missed[^1] > here[^1])))
                (Unheard, Literals) = (lost, []);
        }
        else if (language == "en" && !named && (_afterVerb || (_from == 0 && words.Count <= FewWords)))
        {
            var inside = subjects.Where(mention => InPhrase(mention.From)).ToList();
            var missed = unknown.Where(i => InPhrase(i) && !words[i].Capitalised).ToList();
            var isHead = missed.Count > 0 && (inside.Count == 0 ? !EndsBeforeFor() : missed[^1] >= inside[^1].To && IsLastNoun(missed[^1])
                && !IsProperty(words[missed[^1]].Text));
            if (isHead)
                Unheard = words[missed[^1]].Text;
        }

        else if (Counted() is { } counted && unknown.Contains(counted) && !named)
        {
            Unheard = words[counted].Text;
        }

        Ignored = [.. unknown.Where(i => words[i].Text != Unheard).Select(i => words[i].Text).Distinct().Take(5)];
    }

    /// <summary>See <see cref="Goal.Literals"/>.</summary>
    public IReadOnlyList<Word> Literals { get; } = [];

    /// <summary>See <see cref="Goal.Unheard"/>.</summary>
    public string? Unheard { get; }

    /// <summary>See <see cref="Goal.Ignored"/>.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>Whether the phrase itself names a subject, so that the first of <see cref="Subjects"/> is what is looked for.</summary>
    public bool NamesSubject => _language != "en" ? _mentions.Any(IsCounted) : !(_afterVerb && _mentions.Any(mention => mention.Concept.Kind is ConceptKind.Subject && mention.Covers(_from - 1)))
        && _mentions.Any(mention => mention.Concept.Kind is ConceptKind.Subject && InPhrase(mention.From));

    // "Vegetation, no, actually crop types": what comes before counts no more, if something comes after.
    private int CorrectedAt()
    {
        for (var i = _words.Count - 1; i > 0; i--)
        {
            if ((_words[i].Text is "actually" || (_words[i].Text is "wait" && _words[i - 1].Text is "no" or "but")
                || (_words[i].Text is "mean" or "meant" && _words[i - 1].Text == "i"))
                && _mentions.Any(mention => mention.Concept.Kind is ConceptKind.Subject && mention.From > i))
                return i;
        }

        return 0;
    }

    /// <summary>The subjects, the phrase's last one first in English, else in the text's order; without those that only contain another.</summary>
    public IReadOnlyList<Concept> Subjects(IEnumerable<Mention> asked)
    {
        var mentions = asked.Where(mention => mention.Concept.Kind is ConceptKind.Subject && mention.From >= _corrected).ToList();
        var main = _language != "en" ? mentions.Where(IsCounted) : mentions.Where(mention => InPhrase(mention.From)).OrderByDescending(IsBeforeOf)
            .ThenByDescending(mention => mention.To).ThenBy(mention => mention.From);
        var ordered = main.Concat(mentions).Select(mention => mention.Concept).Distinct().ToList();
        // "Change" beside a thing that changes is a sort of result, not a second thing; a forest beside its height is where, not what.
        var things = ordered.Where(concept => concept is { Outputs.Count: 0, Soft: false }).ToList();
        var chosen = things.Count > 0 ? things : ordered;
        return [.. chosen.Where(concept => !chosen.Any(other => other.Broader.Contains(concept.Id)))];
    }

    // "Evapotranspiration of vineyards" is about the first; in "extent of floods" nothing before the "of" counts.
    private bool IsBeforeOf(Mention mention)
    {
        for (var i = mention.To; i < _to; i++)
        {
            if (_words[i].Text == "of")
                return true;
        }

        return false;
    }

    // What other languages count stands right behind the question: "¿Cuántos peces hay en el lago?" asks for no lake.
    private int? Counted()
    {
        var asked = _words.FindIndex(word => HowMany.Contains(word.Text));
        var next = asked < 0 ? -1 : _words.FindIndex(asked + 1, word => !Vocabulary.IsStop(word.Text, _language));
        return next < 0 ? null : next;
    }

    private bool IsCounted(Mention mention) => mention.Concept.Kind is ConceptKind.Subject && Counted() is { } counted && mention.Covers(counted);

    private static bool IsProperty(string word) => word.Length > 5 && PropertyEndings.Any(ending => word.EndsWith(ending, StringComparison.Ordinal));

    private bool InPhrase(int at) => at >= _from && at < _to;

    private bool EndsBeforeFor() => _to < _words.Count && _words[_to].Text == "for";

    private bool IsLastNoun(int at) =>
        Enumerable.Range(at + 1, Math.Max(0, _to - at - 1))
            .All(i => !_mentions.Any(mention => mention.Covers(i) && mention.Concept.Kind is ConceptKind.Subject));

    // From behind the first task verb that something follows, to the next preposition or punctuation; the whole text's first phrase where there is no
    // verb.
    private (int From, int To, bool AfterVerb) Bounds()
    {
        for (var i = _corrected; i < _words.Count; i++)
        {
            // "Flood map" has no verb: one comes first, or after words that say nothing.
            if (!Is(i, ConceptKind.Verb) || _words[i].ClosesPhrase
                || (i > _corrected && !_words[i - 1].ClosesPhrase && !IsEmpty(i - 1) && !Is(i - 1, ConceptKind.Boundary)))
                continue;
            var end = End(i + 1);
            if (Enumerable.Range(i + 1, end - i - 1).Any(at => !IsEmpty(at)))
                return (i + 1, end, true);
        }

        var start = _corrected;
        while (start < _words.Count && (IsEmpty(start) || Is(start, ConceptKind.Boundary)))
            start++;
        return (start, End(start), false);
    }

    private int End(int from)
    {
        var to = from;
        while (to < _words.Count)
        {
            // A boundary inside a known phrase ("edge between water and land") is none.
            if (Is(to, ConceptKind.Boundary)
                && !_mentions.Any(mention => mention.Count > 1 && mention.Covers(to) && mention.From < to && mention.To > to + 1))
                break;
            if (_words[to++].ClosesPhrase)
                break;
        }

        return to;
    }

    private bool IsEmpty(int at) => Vocabulary.IsStop(_words[at].Text, "en") || (Is(at, ConceptKind.Plain) && !IsMeaning(at));

    private bool Is(int at, ConceptKind kind) => _mentions.Any(mention => mention.Concept.Kind == kind && mention.Covers(at));

    private bool IsMeaning(int at) =>
        _mentions.Any(mention => mention.Concept.Kind is ConceptKind.Subject or ConceptKind.Region or ConceptKind.Sensor or ConceptKind.Field
            && mention.Covers(at));

    private bool IsWord(int at) => _words[at].Text is { Length: >= ShortestWord } text && !text.Any(char.IsDigit)
        && !_mentions.Any(mention => mention.Covers(at))
        && !Vocabulary.IsStop(text, _language) && !Vocabulary.IsStop(text, "en")
        && !_names.Any(naming => at >= naming.From && at < naming.From + naming.Count);

    private bool IsUnknown(int at) => IsWord(at) && _catalogue.Documents(_words[at].Stem) == 0
        && !(_words[at].Capitalised && at > 0 && !_words[at - 1].ClosesPhrase && _language != "de");

    private bool IsLiteral(int at) => IsWord(at) && _catalogue.IsOfModels(_words[at].Stem)
        && _catalogue.Documents(_words[at].Stem) <= Math.Max(CommonAtLeast, _catalogue.Facts.Count * CommonShare);
}
