using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Tartarus.Snowball.Ext;
using Lucene.Net.Util;

namespace Constellation.Realtime.Engine.Graph.Words;

/// <summary>Cuts a text into words by Unicode's rules (UAX 29).</summary>
internal static class WordReader
{
    /// <summary>The words that are read of one text; what a person means is said by then.</summary>
    public const int Limit = 500;

    private const string Punctuation = ",.;:!?()[]{}\"\n\r";

    // Keeps one chain for each thread: they are costly to make.
    private static readonly Analyzer Cut = Analyzer.NewAnonymous((_, reader) =>
    {
        var tokens = new StandardTokenizer(LuceneVersion.LUCENE_48, reader);
        return new TokenStreamComponents(tokens, new ASCIIFoldingFilter(new LowerCaseFilter(LuceneVersion.LUCENE_48, tokens)));
    });

    [ThreadStatic] private static EnglishStemmer? _stemmer;

    /// <summary>The first <see cref="Limit"/> words.</summary>
    public static List<Word> Read(string text)
    {
        var words = new List<Word>();
        // An apostrophe or underscore joins words by UAX 29; "l'eau" and "crop_type" are two each. Same length, so offsets hold.
        var plain = text.Replace('\'', ' ').Replace('’', ' ').Replace('_', ' ');
        using var tokens = Cut.GetTokenStream("", plain);
        var term = tokens.GetAttribute<ICharTermAttribute>();
        var offset = tokens.GetAttribute<IOffsetAttribute>();
        tokens.Reset();
        while (words.Count < Limit && tokens.IncrementToken())
        {
            var word = term.ToString();
            words.Add(new Word(word, Stem(word), offset.StartOffset, offset.EndOffset, char.IsUpper(plain[offset.StartOffset]),
                Closes(text, offset.EndOffset)));
        }

        return words;
    }

    /// <summary>The English stem of a word in lower case.</summary>
    public static string Stem(string word)
    {
        var stemmer = _stemmer ??= new EnglishStemmer();
        stemmer.SetCurrent(word);
        stemmer.Stem();
        return stemmer.Current;
    }

    private static bool Closes(string text, int end)
    {
        while (end < text.Length && text[end] is ' ' or '\t')
            end++;
        return end < text.Length && Punctuation.Contains(text[end], StringComparison.Ordinal);
    }
}
