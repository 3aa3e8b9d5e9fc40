using System.Text;
using System.Text.Json;
using Lucene.Net.Analysis.En;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Constellation.Realtime.Engine.Suggestions.Registry;

/// <summary>Full-text search over targets by name, description and what their schemas speak of. The same list and text give the same order on every node.</summary>
internal sealed class TargetSearch
{
    private const int MostWords = 100;
    private const int WordsChars = 20_000;
    private static readonly EnglishAnalyzer Analyzer = new(LuceneVersion.LUCENE_48);
    private static readonly (string Name, float Weight)[] Fields = [("name", 4), ("description", 2), ("schema", 1)];

    private readonly IReadOnlyList<Target> _targets;
    private readonly IndexSearcher _searcher;

    public TargetSearch(IReadOnlyList<Target> targets)
    {
        _targets = targets;
        var directory = new RAMDirectory();
        using (var writer = new IndexWriter(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, Analyzer) { Similarity = new BM25Similarity() }))
        {
            foreach (var target in targets)
            {
                writer.AddDocument(
                [
                    new TextField("name", target.Name.Replace('_', ' ').Replace('-', ' '), Field.Store.NO),
                    new TextField("description", target.Description, Field.Store.NO),
                    new TextField("schema", Words(target.Schema), Field.Store.NO),
                ]);
            }

            writer.ForceMerge(1);
        }

        _searcher = new IndexSearcher(DirectoryReader.Open(directory)) { Similarity = new BM25Similarity() };
    }

    /// <summary>Those that the text speaks of, best first; of equal ones by name.</summary>
    public IReadOnlyList<Target> Find(string text)
    {
        var query = new BooleanQuery();
        foreach (var word in Stems(text).Distinct().Take(MostWords))
        {
            var any = new DisjunctionMaxQuery(0.1f);
            foreach (var (field, weight) in Fields) any.Add(new TermQuery(new Term(field, word)) { Boost = weight });
            query.Add(any, Occur.SHOULD);
        }

        return query.Clauses.Count == 0 || _targets.Count == 0 ? [] : [.. _searcher.Search(query, _targets.Count).ScoreDocs.Select(hit => _targets[hit.Doc])];
    }

    private static IEnumerable<string> Stems(string text)
    {
        using var stream = Analyzer.GetTokenStream("text", new StringReader(text));
        var word = stream.GetAttribute<Lucene.Net.Analysis.TokenAttributes.ICharTermAttribute>();
        stream.Reset();
        while (stream.IncrementToken()) yield return word.ToString()!;
        stream.End();
    }

    // Names of members, and what is said of them.
    private static string Words(JsonElement schema)
    {
        var words = new StringBuilder();
        Add(schema, words);
        return words.ToString();
    }

    private static void Add(JsonElement node, StringBuilder words)
    {
        if (words.Length > WordsChars) return;
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray()) Add(item, words);
        }
        else if (node.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in node.EnumerateObject())
            {
                if (member.Name is "properties" && member.Value.ValueKind == JsonValueKind.Object)
                {
                    foreach (var property in member.Value.EnumerateObject()) words.Append(property.Name.Replace('_', ' ')).Append(' ');
                }

                if (member.Name is "description" or "title" && member.Value.ValueKind == JsonValueKind.String) words.Append(member.Value.GetString()).Append(' ');
                else Add(member.Value, words);
            }
        }
    }
}
