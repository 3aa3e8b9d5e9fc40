namespace Constellation.Realtime.Engine.Graph.Words;

/// <summary>Says what a misspelt word may have meant. Safe for many threads.</summary>
internal sealed class Spelling
{
    private const int ShortestWord = 5;
    private const int LongestWord = 30;
    private const int ShortestForTwoEdits = 8;

    private readonly Dictionary<(char First, int Length), List<string>> _words = [];

    /// <summary>Learns the words that are known; of two that are equally near the one that comes first is meant.</summary>
    public Spelling(IEnumerable<string> words)
    {
        foreach (var word in words.Where(word => word.Length >= ShortestWord - 1).Distinct())
        {
            if (!_words.TryGetValue((word[0], word.Length), out var alike))
                _words[(word[0], word.Length)] = alike = [];
            alike.Add(word);
        }
    }

    /// <summary>The known word nearest to the unknown one, or null: one letter wrong in five to seven (then no consonant for another), two in eight
    /// or more, the first letter right.</summary>
    public string? Correct(string word)
    {
        if (word.Length is < ShortestWord or > LongestWord || word.Any(char.IsDigit))
            return null;
        var most = word.Length >= ShortestForTwoEdits ? 2 : 1;
        var (best, nearest) = ((string?)null, most + 1);
        foreach (var length in Enumerable.Range(word.Length - most, (2 * most) + 1).OrderBy(length => Math.Abs(length - word.Length)))
        {
            foreach (var known in _words.GetValueOrDefault((word[0], length)) ?? [])
            {
                if (most == 1 && length == word.Length && IsOtherWord(word, known))
                    continue;
                if (Distance(word, known) is var distance && distance < nearest)
                    (best, nearest) = (known, distance);
            }
        }

        return best;
    }

    // Short words with one consonant for another are mostly two words ("mouth", "month"); vowels are mixed up in writing.
    private static bool IsOtherWord(string one, string other)
    {
        for (var i = 0; i < one.Length; i++)
        {
            if (one[i] != other[i])
                return !(i + 1 < one.Length && one[i] == other[i + 1] && one[i + 1] == other[i]) && !(IsVowel(one[i]) && IsVowel(other[i]));
        }

        return false;
    }

    private static bool IsVowel(char letter) => "aeiouy".Contains(letter, StringComparison.Ordinal);

    // Optimal string alignment: letters put in, left out, exchanged, or swapped with the next.
    internal static int Distance(string one, string other)
    {
        Span<int> before = stackalloc int[other.Length + 1];
        Span<int> last = stackalloc int[other.Length + 1];
        Span<int> row = stackalloc int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
            last[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = one[i - 1] == other[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + same);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            var spare = before;
            before = last;
            last = row;
            row = spare;
        }

        return last[other.Length];
    }
}
