using System.Globalization;
using System.Text.RegularExpressions;
using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>
/// Reads from a person's words what shall hold from now on: a sensor, a place, how often, where results go, how fine, which years, what is not wanted, and rules
/// in their own words. Said again otherwise, the later one stands. It takes no model, so that it is the same on every node; what it can't read stays in the
/// summary at best.
/// </summary>
internal static partial class FactReader
{
    private const int MostRules = 12;
    private const int SaidChars = 200;

    /// <summary>Sentences that are read of one message: a pasted document settles nothing beyond.</summary>
    private const int MostSentences = 40;

    private static readonly (ConceptKind Concept, string Kind)[] Kinds =
        [(ConceptKind.Sensor, FactKinds.Sensor), (ConceptKind.Region, FactKinds.Region), (ConceptKind.Cadence, FactKinds.Cadence), (ConceptKind.Sink, FactKinds.Output)];

    /// <summary>The facts after the message.</summary>
    public static IReadOnlyList<Fact> Fold(IReadOnlyList<Fact> facts, string message) =>
        Sentence().Matches(message).Take(MostSentences).Aggregate(facts, (before, match) => FoldSentence(before, match.Value.Trim()));

    private static IReadOnlyList<Fact> FoldSentence(IReadOnlyList<Fact> facts, string sentence)
    {
        if (sentence.Length == 0 || Asks().IsMatch(sentence)) return facts;
        if (Restarts().IsMatch(sentence)) return [];

        var said = sentence.Length <= SaidChars ? sentence : sentence[..(char.IsHighSurrogate(sentence[SaidChars - 1]) ? SaidChars - 1 : SaidChars)] + "…";
        var words = WordReader.Read(sentence);
        var mentions = Vocabulary.Shared.ReadGoal(words);
        List<Fact> found = [.. Slots(facts, sentence, said, words, mentions)];
        if (Frees().IsMatch(sentence)) return Free(facts, sentence, mentions);

        List<Fact> after = [.. facts];
        foreach (var fact in found)
        {
            after.RemoveAll(one => fact.Kind == FactKinds.Not ? one == fact || (one.Kind != FactKinds.Rule && IsOf(one, fact.Value))
                : one.Kind == fact.Kind || (one.Kind == FactKinds.Not && IsOf(fact, one.Value)));
            after.Add(fact);
        }

        if (found.Count == 0 && Rules().IsMatch(sentence))
        {
            after.RemoveAll(one => one.Kind == FactKinds.Rule && one.Value == said);
            after.Add(new Fact(FactKinds.Rule, said, said));
        }

        foreach (var kind in (string[])[FactKinds.Rule, FactKinds.Not])
            while (after.Count(one => one.Kind == kind) > MostRules) after.Remove(after.First(one => one.Kind == kind));
        return after;
    }

    private static IEnumerable<Fact> Slots(IReadOnlyList<Fact> facts, string sentence, string said, List<Word> words, List<Mention> mentions)
    {
        foreach (var (concept, kind) in Kinds)
        {
            var of = mentions.Where(mention => mention.Concept.Kind == concept).ToList();
            var not = of.Where(mention => IsNegated(words, mention)).Select(mention => mention.Concept.Label).Distinct().ToList();
            var wanted = of.Where(mention => !IsNegated(words, mention)).Select(mention => mention.Concept.Label).Distinct().Except(not).ToList();
            if (kind is FactKinds.Sensor && !Wants().IsMatch(sentence)) wanted = [];
            if (kind is FactKinds.Output && !Delivers().IsMatch(sentence)) wanted = [];

            // In "use Sentinel-2 instead of Sentinel-1" the other is not forbidden, only replaced.
            if (kind is FactKinds.Sensor or FactKinds.Region && wanted.Count == 0)
                foreach (var label in not) yield return new Fact(FactKinds.Not, label, said);
            if (wanted.Count == 0) continue;
            if (Adds().IsMatch(sentence) && facts.FirstOrDefault(fact => fact.Kind == kind) is { } before)
                wanted = [.. before.Value.Split(", "), .. wanted.Where(label => !IsOf(before, label))];
            var value = string.Join(", ", wanted);
            yield return new Fact(kind, kind is FactKinds.Sensor && Only().IsMatch(sentence) ? $"only {value}" : value, said);
        }

        if (!mentions.Exists(mention => mention.Concept.Kind == ConceptKind.Region) && Place().Match(sentence) is { Success: true } place
            && !mentions.Exists(mention => mention.Concept.Kind is ConceptKind.Sensor or ConceptKind.Sink or ConceptKind.Cadence && words[mention.From].Start >= place.Groups["name"].Index && words[mention.From].Start < place.Index + place.Length))
            yield return new Fact(FactKinds.Region, place.Groups["name"].Value, said);
        if (Quantities.PixelMetres(sentence) is { } metres)
            yield return new Fact(FactKinds.Resolution, string.Create(CultureInfo.InvariantCulture, $"{metres:0.##} m or finer"), said);
        if (Years().Match(sentence) is { Success: true } years)
            yield return new Fact(FactKinds.Period, years.Value, said);
    }

    /// <summary>"Any sensor will do", "forget Kenya".</summary>
    private static List<Fact> Free(IReadOnlyList<Fact> facts, string sentence, List<Mention> mentions) =>
        [.. facts.Where(fact => !mentions.Exists(mention => IsOf(fact, mention.Concept.Label))
            && !(fact.Kind != FactKinds.Rule && sentence.Contains(fact.Kind, StringComparison.OrdinalIgnoreCase))
            && !(fact.Kind == FactKinds.Region && sentence.Contains(fact.Value, StringComparison.OrdinalIgnoreCase)))];

    private static bool IsOf(Fact fact, string label) =>
        fact.Value.Split([", ", "only "], StringSplitOptions.RemoveEmptyEntries).Contains(label, StringComparer.Ordinal);

    private static bool IsNegated(List<Word> words, Mention mention)
    {
        var before = words.Take(mention.From).TakeLast(3).Select(word => word.Text).ToList();
        return before.Exists(word => word is "no" or "not" or "without" or "except" or "avoid" or "never" or "ohne" or "kein" or "keine" or "sans" or "sin" or "nicht" or "pas")
            || (before.Count > 1 && before[^1] is "of" or "than" or "de" && before[^2] is "instead" or "rather" or "lieu" or "lugar")
            || (before.Count > 0 && before[^1] is "anstatt" or "statt" or "replacing")
            || (before.Count > 1 && before[^1] is "use" && before[^2] is "t" or "not");
    }

    [GeneratedRegex(@"[^.!?;\n]+(\.\w[^.!?;\n]*)*[.!?;\n]?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Sentence();

    // "Can you map floods in Kenya?" asks for a thing; "What is Sentinel-1?" asks about one.
    [GeneratedRegex(
        @"^\W*(what|which|why|how|who|whose|when|where|is|are|was|were|does|do|did|has|have|tell me about|explain|was ist|wie|warum|welche\w*|que|qué|quel\w*"
            + @"|pourquoi|comment|por qué|cómo|cuál\w*)\b.*",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Asks();

    [GeneratedRegex(@"\b(start over|forget (everything|all of (it|that))|begin anew|from scratch|reset)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Restarts();

    [GeneratedRegex(
        @"\b(forget|never mind|any (sensor|satellite|region|place|country|area|cadence|frequency|output|format|resolution|period|years?) (will|would|can|is|are"
            + @"|does|works?)|no longer|not limited|doesn'?t matter|don'?t care|egal|whichever)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Frees();

    [GeneratedRegex(
        @"\b(only|just|solely|exclusively|nothing but|use|uses|using|with|from|stick|prefer|must|based|instead|switch|want|need|always|rather|on|make it|take"
            + @"|nur|mit|verwende\w*|statt\w*|seulement|uniquement|avec|utilise\w*|plutôt|solo|sólo|con|usa\w*)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Wants();

    [GeneratedRegex(@"\b(only|solely|exclusively|nothing but|just|nur|ausschließlich|seulement|uniquement|solo|sólo|solamente)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Only();

    [GeneratedRegex(@"\b(export\w*|send\w*|save\w*|write\w*|store\w*|deliver\w*|publish\w*|upload\w*|output\w*|into|to|as|results?|nach|als|vers|dans|en|a)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Delivers();

    [GeneratedRegex(@"\b(also|as well|in addition|additionally|too|auch|aussi|también)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Adds();

    [GeneratedRegex(
        @"\b(always|never|must|only|remember|keep in mind|from now on|do not|don'?t|at most|at least|no more than|immer|niemals|nur|muss|toujours|jamais|siempre"
            + @"|nunca)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Rules();

    [GeneratedRegex(
        @"\b(in|for|over|across|around|near|within) (the )?(?<name>(?!January|February|March|April|May|June|July|August|September|October|November|December"
            + @"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|I\b)\p{Lu}[\p{Ll}'’-]+( (of |the )?\p{Lu}[\p{Ll}'’-]+){0,3})",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Place();

    [GeneratedRegex(@"\b(since|from|between|until|during|before|after|in|for) (19|20)[0-9]{2}( ?(-|–|to|until|till|and) ?(19|20)[0-9]{2})?\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Years();
}
