namespace Constellation.Realtime.Engine.Graph.Words;

/// <summary>Finds many phrases in a text at once, by the stems of their words.</summary>
internal sealed class PhraseIndex<T>
{
    private const int PrefixKey = 3;

    private readonly Dictionary<string, List<(Pattern[] Phrase, T Value)>> _byStem = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(Pattern[] Phrase, T Value)>> _byPrefix = new(StringComparer.Ordinal);

    /// <summary>Adds a phrase. Words match by stem; one with a trailing <c>*</c> matches any ending, one with a trailing <c>=</c> itself
    /// only.</summary>
    public void Add(string phrase, T value)
    {
        var patterns = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Parse).ToArray();
        if (patterns.Length == 0)
            return;
        var first = patterns[0];
        var (index, key) = first.IsPrefix ? (_byPrefix, first.Text[..Math.Min(PrefixKey, first.Text.Length)]) : (_byStem, first.Text);
        if (!index.TryGetValue(key, out var phrases))
            index[key] = phrases = [];
        phrases.Add((patterns, value));
    }

    /// <summary>Every phrase that begins at the word, with its length in words.</summary>
    public IEnumerable<(T Value, int Count)> At(IReadOnlyList<Word> words, int at)
    {
        var word = words[at];
        var exact = _byStem.GetValueOrDefault(word.Stem) ?? [];
        var open = word.Text.Length < PrefixKey ? [] : _byPrefix.GetValueOrDefault(word.Text[..PrefixKey]) ?? [];
        foreach (var (phrase, value) in exact.Concat(open))
        {
            if (at + phrase.Length <= words.Count && Matches(words, at, phrase))
                yield return (value, phrase.Length);
        }
    }

    private static bool Matches(IReadOnlyList<Word> words, int at, Pattern[] phrase)
    {
        for (var i = 0; i < phrase.Length; i++)
        {
            if (!phrase[i].Matches(words[at + i]))
                return false;
        }

        return true;
    }

    private static IEnumerable<Pattern> Parse(string part) => part[^1] switch
    {
        '*' => [new Pattern(part[..^1], IsPrefix: true)],
        '=' => WordReader.Read(part).Select(word => new Pattern(word.Stem, Whole: word.Text)),
        _ => WordReader.Read(part).Select(word => new Pattern(word.Stem)),
    };

    private readonly record struct Pattern(string Text, bool IsPrefix = false, string? Whole = null)
    {
        public bool Matches(Word word) => IsPrefix ? word.Text.StartsWith(Text, StringComparison.Ordinal) : word.Stem == Text
            && (Whole is null || word.Text == Whole);
    }
}
