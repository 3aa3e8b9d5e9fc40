using System.Collections.Frozen;
using System.Text.Json;
using Lucene.Net.Analysis.De;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Es;
using Lucene.Net.Analysis.Fr;
using Lucene.Net.Analysis.Util;

namespace Constellation.Realtime.Engine.Graph.Words;

/// <summary>The words of Earth observation in English, French, Spanish and German, and what they mean. Knows nothing of any catalogue.</summary>
internal sealed class Vocabulary
{
    private static readonly Lazy<Vocabulary> Lazy = new(Load);

    private readonly FrozenDictionary<(ConceptKind Kind, string Id), Concept> _concepts;
    private readonly FrozenDictionary<string, FrozenSet<string>> _broader;
    private readonly FrozenDictionary<string, string[]> _within;
    private readonly PhraseIndex<Concept> _goal = new();
    private readonly PhraseIndex<Concept> _block = new();

    private Vocabulary(IReadOnlyList<Concept> concepts)
    {
        Concepts = concepts;
        _concepts = concepts.ToFrozenDictionary(concept => (concept.Kind, concept.Id));
        var subjects = concepts.Where(concept => concept.Kind is ConceptKind.Subject).ToList();
        _broader = subjects.ToFrozenDictionary(subject => subject.Id, subject => Broader(subject).ToFrozenSet(StringComparer.Ordinal));
        _within = subjects.ToFrozenDictionary(subject => subject.Id,
            subject => subjects.Where(other => other == subject || _broader[other.Id].Contains(subject.Id)).Select(other => other.Id).ToArray());
        foreach (var concept in concepts)
        {
            foreach (var word in concept.Words.Concat(concept.GoalWords))
                _goal.Add(word, concept);
            foreach (var word in concept.Words.Concat(concept.KnownBy))
                _block.Add(word, concept);
        }
    }

    /// <summary>The one that ships with the product.</summary>
    public static Vocabulary Shared => Lazy.Value;

    /// <summary>All concepts, in the file's order.</summary>
    public IReadOnlyList<Concept> Concepts { get; }

    /// <summary>The concept, or null where there is none.</summary>
    public Concept? Find(ConceptKind kind, string id) => _concepts.GetValueOrDefault((kind, id));

    /// <summary>Whether the one subject is contained in the other, at whatever depth; by id.</summary>
    public bool IsWithin(string subject, string other) => _broader.TryGetValue(subject, out var broader) && broader.Contains(other);

    /// <summary>The subject and all that it contains, by id.</summary>
    public IReadOnlyList<string> Within(string subject) => _within[subject];

    /// <summary>Whether what is bound to the region, by id, is of use for the place.</summary>
    public bool Overlaps(Concept place, string region) =>
        place.Id == region || place.In.Contains(region) || place.Id == "world" || Find(ConceptKind.Region, region)?.In.Contains(place.Id) == true;

    /// <summary>What a person's words speak of, in their order.</summary>
    public List<Mention> ReadGoal(IReadOnlyList<Word> words) => Read(_goal, words);

    /// <summary>What a block's words speak of, in their order.</summary>
    public List<Mention> ReadBlock(IReadOnlyList<Word> words) => Read(_block, words);

    /// <summary>Whether the word has only grammatical use, in the language (<c>en</c>, <c>fr</c>, <c>es</c> or <c>de</c>).</summary>
    public static bool IsStop(string word, string language) => language switch
    {
        "fr" => FrenchAnalyzer.DefaultStopSet.Contains(word),
        "es" => SpanishAnalyzer.DefaultStopSet.Contains(word),
        "de" => GermanAnalyzer.DefaultStopSet.Contains(word),
        _ => EnglishAnalyzer.DefaultStopSet.Contains(word) || English.Contains(word),
    };

    /// <summary>All words of all phrases that are matched whole, as they are written: what a misspelt word may have meant.</summary>
    public IEnumerable<string> AllWords() => Concepts
        .SelectMany(concept => concept.Words.Concat(concept.GoalWords))
        .SelectMany(phrase => phrase.Split(' '))
        .Select(word => word.TrimEnd('*', '='))
        .Distinct();

    // Longer phrases hide what they overlap: in "fire risk" nobody speaks of fire alone, in "sea surface temperature forecast" nobody of the air's
    // temperature. Output words are no names of things and hide nothing.
    private static List<Mention> Read(PhraseIndex<Concept> index, IReadOnlyList<Word> words)
    {
        var found = new List<Mention>();
        for (var at = 0; at < words.Count; at++)
            found.AddRange(index.At(words, at).Select(match => new Mention(match.Value, at, match.Count)));
        var names = found.Where(mention => mention.Count > 1 && Names(mention.Concept.Kind)).ToList();
        return [.. found.Distinct().Where(mention => !Names(mention.Concept.Kind) || !names.Any(longer => Hides(longer, mention)))];
    }

    private IEnumerable<string> Broader(Concept subject) =>
        subject.Broader.SelectMany(id => Find(ConceptKind.Subject, id) is { } next ? Broader(next).Prepend(id) : [id]);

    private static bool Names(ConceptKind kind) =>
        kind is not (ConceptKind.Output or ConceptKind.Plain or ConceptKind.Verb or ConceptKind.Boundary or ConceptKind.Cadence);

    private static bool Hides(Mention longer, Mention mention) => longer.Count > mention.Count && longer.From < mention.To
        && longer.To > mention.From;

    private static Vocabulary Load()
    {
        using var stream = typeof(Vocabulary).Assembly.GetManifestResourceStream("vocabulary.json")!;
        return new Vocabulary(JsonSerializer.Deserialize<VocabularyFile>(stream, JsonSerializerOptions.Web)!.Concepts);
    }

    private static readonly CharArraySet English = new(Lucene.Net.Util.LuceneVersion.LUCENE_48,
        ("i me my mine we us our you your he she they them am are was were been being do does did have has had can may might will shall must what how why who whom "
            + "which when where than then them those these here there out up down off again further once s t d ll re ve m don am im id let lets also not nor own via e g eg ie etc vs "
            + "ive got going gonna wanna ought both either neither cannot one two three four five six seven eight nine ten").Split(' '),
        ignoreCase: false);

    private sealed record VocabularyFile(IReadOnlyList<Concept> Concepts);
}
