using Constellation.Realtime.Engine.Graph.Words;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>Full-text search over blocks: English stems, weighted fields, the vocabulary's synonyms, typing errors. Safe for many threads.</summary>
internal sealed class BlockSearch
{
    private const int MostWords = 40;
    private const float SynonymWeight = 0.6f;
    private const float ConceptWeight = 1.5f;

    private static readonly (string Name, float Weight)[] Fields = [("name", 4), ("keywords", 3), ("sensors", 2), ("areas", 1.5f), ("text", 1)];

    private readonly Catalogue _catalogue;
    private readonly IndexSearcher _searcher;
    private readonly Dictionary<Concept, List<Query>> _synonyms;

    public BlockSearch(Catalogue catalogue)
    {
        _catalogue = catalogue;
        var directory = new RAMDirectory();
        using var analyzer = new WhitespaceAnalyzer(LuceneVersion.LUCENE_48);
        using (var writer = new IndexWriter(directory,
            new IndexWriterConfig(LuceneVersion.LUCENE_48, analyzer) { Similarity = new BM25Similarity() }))
        {
            foreach (var facts in catalogue.Facts)
                writer.AddDocument(ToDocument(facts));
        }

        _synonyms = catalogue.Vocabulary.Concepts.Where(concept => concept.Kind is ConceptKind.Subject or ConceptKind.Sensor or ConceptKind.Sink)
            .ToDictionary(concept => concept, Synonyms);
        _searcher = new IndexSearcher(DirectoryReader.Open(directory)) { Similarity = new BM25Similarity() };
    }

    /// <summary>The blocks that speak of what the text asks for, best first; of equal ones in the catalogue's order.</summary>
    /// <param name="type">Only blocks of this type; null for all.</param>
    public IReadOnlyList<Block> Find(string text, BlockType? type, int limit)
    {
        var words = WordReader.Read(text).Take(MostWords).ToList();
        var query = new BooleanQuery();
        foreach (var word in words.Where(word => !Vocabulary.IsStop(word.Text, "en")))
            query.Add(WordQuery(word), Occur.SHOULD);
        foreach (var concept in _catalogue.Vocabulary.ReadGoal(words).Select(mention => mention.Concept).Distinct())
        {
            foreach (var synonym in _synonyms.GetValueOrDefault(concept) ?? [])
                query.Add(synonym, Occur.SHOULD);
        }

        if (query.Clauses.Count == 0)
            return [];
        var filter = type is null ? null : new QueryWrapperFilter(new TermQuery(new Term("type", type.ToString()!)));
        var hits = _searcher.Search(query, filter, Math.Max(1, limit));
        return [.. hits.ScoreDocs.Select(hit => _catalogue.Graph.Blocks[hit.Doc])];
    }

    private DisjunctionMaxQuery WordQuery(Word word)
    {
        var any = new DisjunctionMaxQuery(0.1f);
        foreach (var (field, weight) in Fields)
            any.Add(Boosted(_catalogue.Documents(word.Stem) > 0 ? new TermQuery(new Term(field, word.Stem)) : Fuzzy(field, word), weight));
        return any;
    }

    // Only words that no block has are taken as misspelt: "radar" must not find "radars" of another meaning by one letter.
    private TermQuery Fuzzy(string field, Word word) =>
        new TermQuery(new Term(field, _catalogue.Spelling.Correct(word.Text) is { } meant ? WordReader.Stem(meant) : word.Stem));

    private static List<Query> Synonyms(Concept concept)
    {
        List<Query> queries = [Boosted(new TermQuery(new Term("concept", concept.Kind + ":" + concept.Id)), ConceptWeight * 4)];
        foreach (var phrase in concept.Words.Where(phrase => !phrase.Contains('*', StringComparison.Ordinal)).Take(8))
        {
            var match = new PhraseQuery { Slop = 1 };
            foreach (var word in WordReader.Read(phrase))
                match.Add(new Term("text", word.Stem));
            queries.Add(Boosted(match, SynonymWeight));
        }

        return queries;
    }

    private static Query Boosted(Query query, float weight)
    {
        query.Boost = weight;
        return query;
    }

    private static string Stems(string text) => string.Join(' ', WordReader.Read(text).Select(word => word.Stem));

    private static Document ToDocument(BlockFacts facts)
    {
        var block = facts.Block;
        var taxonomy = block.Taxonomy;
        var document = new Document
        {
            new StringField("type", block.BlockType.ToString(), Field.Store.NO),
            new TextField("name", Stems(block.Name), Field.Store.NO),
            new TextField("keywords", Stems(string.Join(", ", taxonomy.Keywords)), Field.Store.NO),
            new TextField("sensors", Stems(string.Join(", ", taxonomy.Sources().Concat(taxonomy.InputDataTypes))), Field.Store.NO),
            new TextField("areas", Stems(string.Join(", ", [.. taxonomy.ApplicationAreas, taxonomy.OutputDataType ?? ""])), Field.Store.NO),
            new TextField("text", Stems($"{block.Name}. {string.Join(", ", taxonomy.Keywords)}. {block.Description}"), Field.Store.NO),
        };
        foreach (var id in facts.Subjects.Where(subject => subject.Value >= 0.6).Select(subject => subject.Key))
            document.Add(new StringField("concept", ConceptKind.Subject + ":" + id, Field.Store.NO));
        foreach (var id in facts.Sensors)
            document.Add(new StringField("concept", ConceptKind.Sensor + ":" + id, Field.Store.NO));
        foreach (var id in facts.Sinks)
            document.Add(new StringField("concept", ConceptKind.Sink + ":" + id, Field.Store.NO));
        return document;
    }
}
