using Lucene.Net.Analysis.Core;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Constellation.Realtime.Engine.Graph.Words;

/// <summary>Says what a misspelt word may have meant. Safe for many threads.</summary>
internal sealed class Spelling
{
    private const string Field = "word";
    private const int ShortestWord = 5;
    private const int LongestWord = 30;
    private const int ShortestForTwoEdits = 8;

    private readonly IndexSearcher _searcher;

    /// <summary>Learns the words that are known.</summary>
    public Spelling(IEnumerable<string> words)
    {
        var directory = new RAMDirectory();
        using (var writer = new IndexWriter(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, new KeywordAnalyzer())))
        {
            foreach (var word in words.Where(word => word.Length >= ShortestWord - 1).Distinct())
                writer.AddDocument(new Document { new StringField(Field, word, Lucene.Net.Documents.Field.Store.YES) });
        }

        _searcher = new IndexSearcher(DirectoryReader.Open(directory));
    }

    /// <summary>The known word nearest to the unknown one, or null: one letter wrong in five to seven, two in eight or more, the first letter right.</summary>
    public string? Correct(string word)
    {
        if (word.Length is < ShortestWord or > LongestWord || word.Any(char.IsDigit))
            return null;
        var query = new FuzzyQuery(new Term(Field, word), word.Length >= ShortestForTwoEdits ? 2 : 1, 1, 50, true);
        var hits = _searcher.Search(query, 1);
        return hits.TotalHits == 0 ? null : _searcher.Doc(hits.ScoreDocs[0].Doc).Get(Field);
    }
}
