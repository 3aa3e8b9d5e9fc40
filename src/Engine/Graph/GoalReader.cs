using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>Reads a goal from a person's words, in English, French, Spanish or German, with typing errors. Never fails; of what it can't read nothing
/// is said.</summary>
internal static class GoalReader
{
    private const int MostCorrections = 30;

    private static readonly string[] Languages = ["en", "fr", "es", "de"];

    private static readonly string[] Negations = ["no", "not", "without", "except", "avoid", "excluding", "than", "of", "sans", "sin", "ohne", "kein", "keine", "never", "drop", "skip", "pas"];

    /// <summary>What the text asks for, in view of what the catalogue knows.</summary>
    public static Goal Read(string text, Catalogue catalogue)
    {
        var words = WordReader.Read(text);
        var language = Language(words, text);
        Correct(words, catalogue, language);
        var names = catalogue.Names.Read(words);
        var mentions = catalogue.Vocabulary.ReadGoal(words);
        var phrase = new ObjectPhrase(words, mentions, names, catalogue, language);
        var asked = mentions.Where(mention => !IsNegated(words, mention.From) && !IsDismissed(words, mention.To)).ToList();
        var not = mentions.Where(mention => IsNegated(words, mention.From) || IsDismissed(words, mention.To)).ToList();
        var namings = names.Where(naming => naming.Count > 1
            || !asked.Any(mention => mention.Covers(naming.From) && mention.Concept.Kind is ConceptKind.Subject)).ToList();
        // A name is no description: in "GOES Active Fire CNN" nobody says that the data must be of GOES.
        bool Free(Mention mention) => !namings.Any(naming =>
            naming.Blocks.Count == 1 && mention.From >= naming.From && mention.To <= naming.From + naming.Count);
        return new Goal
        {
            Language = language,
            Subjects = phrase.Subjects(asked),
            FirstCounts = phrase.NamesSubject,
            Literals = phrase.Literals,
            Unheard = phrase.Unheard,
            Ignored = phrase.Ignored,
            Fields = Of(asked, ConceptKind.Field),
            Sensors = Of(asked.Where(Free), ConceptKind.Sensor),
            NotSensors = Of(not, ConceptKind.Sensor),
            Outputs = Of(asked, ConceptKind.Output),
            Sinks = Of(asked.Where(Free), ConceptKind.Sink),
            NotSinks = Of(not, ConceptKind.Sink),
            Cadence = Of(asked, ConceptKind.Cadence).Select(concept => Cadences.Rank(concept.Id)).Min(),
            PixelMetres = Quantities.PixelMetres(text),
            Regions = Of(asked, ConceptKind.Region),
            Named = [.. namings.Where(naming => !IsNegated(words, naming.From)).Select(naming => naming.Blocks)],
            Excluded = [.. namings.Where(naming => IsNegated(words, naming.From)).SelectMany(naming => naming.Blocks)],
            OpenOnly = Has(mentions, "open-only"),
            RunnableOnly = Has(asked, "runnable"),
            WantsBenchmark = Has(asked, "benchmark"),
            WantsOperational = Has(asked, "operational"),
            Foreign = Has(asked, "foreign"),
            Stems = [.. words.Where(word => !Vocabulary.IsStop(word.Text, language)).Select(word => word.Stem).Distinct().Take(60)],
        };
    }

    private static IReadOnlyList<Concept> Of(IEnumerable<Mention> mentions, ConceptKind kind) =>
        [.. mentions.Where(mention => mention.Concept.Kind == kind).Select(mention => mention.Concept).Distinct()];

    private static bool Has(IEnumerable<Mention> mentions, string flag) =>
        mentions.Any(mention => mention.Concept.Kind is ConceptKind.Flag && mention.Concept.Id == flag);

    // "instead of S3", "rather than optical", "without SAR", "not from Landsat", "no PlanetScope".
    private static bool IsNegated(List<Word> words, int at)
    {
        for (var back = 1; back <= 2 && at - back >= 0; back++)
        {
            var word = words[at - back];
            if (word.ClosesPhrase)
                return false;
            if (!Negations.Contains(word.Text))
                continue;
            return word.Text switch
            {
                "of" => at - back > 0 && words[at - back - 1].Text is "instead",
                "than" => at - back > 0 && words[at - back - 1].Text is "rather" or "other",
                _ => true,
            };
        }

        return false;
    }

    // "Optical is useless", "radar won't work".
    private static bool IsDismissed(List<Word> words, int after)
    {
        for (var at = after; at < Math.Min(words.Count, after + 4) && !words[at - 1].ClosesPhrase; at++)
        {
            if (words[at].Text is "useless" or "impossible" or "unusable" or "unavailable"
                || (words[at].Text is "work" or "help" or "option" && IsNegated(words, at)))
                return true;
        }

        return false;
    }

    // By the small words, and by letters that only one of the languages has.
    private static string Language(List<Word> words, string text)
    {
        var counts = Languages
            .Select(language => (language, Count: words.Count(word => Vocabulary.IsStop(word.Text, language)) + (text.AsSpan().ContainsAny(Letters(language)) ? 1 : 0)))
            .ToList();
        var best = counts.MaxBy(pair => pair.Count);
        return best.Count > counts[0].Count ? best.language : "en";
    }

    private static string Letters(string language) => language switch
    {
        "fr" => "àâçèêëîïôùûœÀÂÇÈÊÎÔŒ",
        "es" => "ñ¿¡áíóúÑÁÍÓÚ",
        "de" => "äöüßÄÖÜ",
        _ => "",
    };

    private static void Correct(List<Word> words, Catalogue catalogue, string language)
    {
        var mentions = catalogue.Vocabulary.ReadGoal(words);
        var corrections = 0;
        for (var i = 0; i < words.Count && corrections < MostCorrections; i++)
        {
            var at = i;
            var word = words[i];
            if (mentions.Any(mention => mention.Covers(at)) || Vocabulary.IsStop(word.Text, language) || Vocabulary.IsStop(word.Text, "en")
                || catalogue.Names.Knows(word.Text)
                || catalogue.Documents(word.Stem) > 0
                || (word.Capitalised && i > 0 && !words[i - 1].ClosesPhrase && language != "de" && !LooksLikeSensor(words, i)))
                continue;
            corrections++;
            if (catalogue.Spelling.Correct(word.Text) is { } meant)
                words[i] = word.Spelled(meant);
        }
    }

    private static bool LooksLikeSensor(List<Word> words, int at) => at + 1 < words.Count && words[at + 1].Text is { Length: <= 2 } next
        && char.IsDigit(next[0]);
}
