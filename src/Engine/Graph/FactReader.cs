using System.Collections.Frozen;
using Constellation.Realtime.Engine.Graph.Words;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>Reads a block's facts from its taxonomy and its words.</summary>
internal static class FactReader
{
    private const double InDescription = 0.7;
    private const double OffArea = 0.5;
    private const double ByOutput = 0.9;

    private static readonly string[] LabelledWords = ["benchmark", "challenge", "labelled", "labeled", "annotated", "demonstration", "constellation-demo", "competition"];

    public static BlockFacts Read(Block block, Vocabulary vocabulary)
    {
        var taxonomy = block.Taxonomy;
        var nameWords = WordReader.Read(block.Name + ". " + string.Join(". ", taxonomy.Keywords));
        var textWords = WordReader.Read(block.Description ?? "");
        var named = vocabulary.ReadBlock(nameWords);
        var told = vocabulary.ReadBlock(textWords);
        var all = named.Concat(told).Select(mention => mention.Concept).Distinct().ToList();
        var output = taxonomy.OutputDataType ?? GuessOutput(block, all);
        var subjects = Subjects(block, vocabulary, named, told, output);
        var zeroShot = HasWord(nameWords, textWords, "zero", "promptabl");
        var benchmark = block.BlockType is BlockType.Dataset
            && (LabelledWords.Any(word => taxonomy.Keywords.Any(keyword => keyword.Contains(word, StringComparison.OrdinalIgnoreCase)))
            || ((taxonomy.TemporalResolution is null or Taxonomy.None || taxonomy.ApplicationReadiness is "Experimental")
            && HasWord(nameWords, textWords, "label", "annot", "benchmark", "patch", "chip", "mask", "unlabel")));
        return new BlockFacts
        {
            Block = block,
            Subjects = subjects.ToFrozenDictionary(),
            Sensors = Sensors(block, vocabulary, all).ToFrozenSet(),
            Sinks = block.BlockType is BlockType.Exports ? Ids(all, ConceptKind.Sink).ToFrozenSet() : FrozenSet<string>.Empty,
            Regions = Ids(all, ConceptKind.Region).Where(id => id is not ("world" or "tropics")).ToFrozenSet(),
            NameStems = nameWords.Select(word => word.Stem).ToFrozenSet(),
            Stems = nameWords.Concat(textWords).Select(word => word.Stem).ToFrozenSet(),
            Output = output,
            Resolution = Resolutions.Rank(taxonomy.SpatialResolution)
                ?? (taxonomy.SpatialResolution is null && Quantities.PixelMetres(block.Description ?? "") is { } metres ? Resolutions.Of(metres)
                : null),
            Cadence = Cadences.Rank(taxonomy.TemporalResolution)
                ?? (taxonomy.TemporalResolution is null ? Ids(all, ConceptKind.Cadence).Select(Cadences.Rank).Min() : null),
            Revisit = Quantities.Revisit(block.Description ?? ""),
            HasNoCadence = taxonomy.TemporalResolution is Taxonomy.None,
            Embeds = block.BlockType is BlockType.Model && subjects.GetValueOrDefault("embedding") >= ByOutput && output is null or Taxonomy.None,
            ZeroShot = zeroShot,
            Benchmark = benchmark,
            Commercial = all.Any(concept => concept is { Kind: ConceptKind.Flag, Id: "commercial" })
                || (block.BlockType is BlockType.Dataset && taxonomy.SatelliteDataSources.Count > 0
                && taxonomy.SatelliteDataSources.All(Satellites.IsCommercial)),
            Guessed = taxonomy == Taxonomy.Unknown
                || (taxonomy.InputDataTypes.Count == 0 && taxonomy.AcceptedOutputDataTypes.Count == 0 && taxonomy.ApplicationAreas.Count == 0),
            Readiness = taxonomy.ApplicationReadiness switch
            {
                "Operational" => 1,
                "Prototype" => 0.6,
                "Theoretical" => 0,
                _ => 0.4,
            },
        };
    }

    private static Dictionary<string, double> Subjects(Block block, Vocabulary vocabulary, List<Mention> named, List<Mention> told, string? output)
    {
        var subjects = new Dictionary<string, double>(StringComparer.Ordinal);
        void Take(Concept concept, double strength) => subjects[concept.Id] = Math.Max(strength, subjects.GetValueOrDefault(concept.Id));
        foreach (var mention in named.Where(mention => mention.Concept.Kind is ConceptKind.Subject))
            Take(mention.Concept, 1);
        foreach (var mention in told.Where(mention => mention.Concept.Kind is ConceptKind.Subject))
            Take(mention.Concept, InDescription * (OfItsArea(block, mention.Concept) ? 1 : OffArea));
        if (block.BlockType is BlockType.Model && output is not null)
        {
            foreach (var concept in vocabulary.Concepts.Where(concept => concept.Kind is ConceptKind.Subject && concept.Outputs.Contains(output)))
                Take(concept, ByOutput);
        }

        return subjects;
    }

    private static bool OfItsArea(Block block, Concept concept) =>
        block.Taxonomy.ApplicationAreas.Count == 0
            || block.Taxonomy.ApplicationAreas.Any(area => area is "General" or Taxonomy.None || concept.Areas.Contains(area))
        || concept.Areas.Count == 0;

    private static IEnumerable<string> Sensors(Block block, Vocabulary vocabulary, List<Concept> mentioned)
    {
        var types = block.Taxonomy.InputDataTypes;
        string[] sources = [.. block.Taxonomy.Sources()];
        var said = types.Count > 0 || sources.Length > 0;
        foreach (var concept in vocabulary.Concepts.Where(concept => concept.Kind is ConceptKind.Sensor))
        {
            var byType = concept.Satellites.Count == 0 && concept.Types.Any(types.Contains);
            var bySource = concept.Satellites.Any(one => sources.Any(other => Satellites.Match(one, other)));
            // A family of data that the taxonomy can't express, and blocks without one, are known by their words.
            var byWord = mentioned.Contains(concept)
                && (!said || (concept.Types.Count == 0 && concept.Satellites.Count == 0) || sources.Length == 0 && concept.Satellites.Count > 0);
            if (byType || bySource || byWord)
                yield return concept.Id;
        }
    }

    private static string? GuessOutput(Block block, List<Concept> mentioned) => block.BlockType is not BlockType.Model ? null : mentioned
        .Where(concept => concept.Kind is ConceptKind.Output && concept.Outputs.Count == 1)
        .Select(concept => concept.Outputs[0])
        .FirstOrDefault();

    private static IEnumerable<string> Ids(IEnumerable<Concept> concepts, ConceptKind kind) =>
        concepts.Where(concept => concept.Kind == kind).Select(concept => concept.Id);

    private static bool HasWord(List<Word> name, List<Word> text, params string[] stems) =>
        name.Concat(text).Any(word => stems.Any(stem => word.Stem.StartsWith(stem, StringComparison.Ordinal)));
}
