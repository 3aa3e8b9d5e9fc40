using System.Globalization;
using System.Text;
using Lucene.Net.Analysis.Miscellaneous;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>
/// Which words a text has, the same for what is stored and for what is looked for, and the same on every database: theirs differ in what a word is. A word is a
/// run of letters and digits, without case and accents; each character of the scripts that put no space between words is one of its own.
/// </summary>
internal static class SearchWords
{
    /// <summary>Characters of a word beyond which it is cut: a database has a limit of its own, and would refuse the message with it.</summary>
    private const int MostOfWord = 64;

    /// <summary>Characters of all words of one text: what comes after them isn't found.</summary>
    private const int MostOfText = 100_000;

    /// <summary>What one letter becomes at most without its accents and ligatures.</summary>
    private const int MostLetters = 4;

    /// <summary>A word and where it is in its text, in UTF-16 code units.</summary>
    internal readonly record struct Word(int Start, int Length, string Folded);

    /// <summary>The different words of a text, with a space between them; the first one is its owner's, so that an index leads to what is theirs alone.</summary>
    public static string Of(Guid owner, string text)
    {
        var words = new StringBuilder(OfOwner(owner));
        foreach (var word in Read(text).Select(word => word.Folded).Distinct())
        {
            if (words.Length + word.Length >= MostOfText) break;
            words.Append(' ').Append(word);
        }

        return words.ToString();
    }

    /// <summary>The word that all of a user's texts have.</summary>
    public static string OfOwner(Guid owner) => $"u{owner:N}";

    /// <summary>The words in the text's order.</summary>
    public static IEnumerable<Word> Read(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = LengthAt(text, at);
            if (length == 0)
            {
                at++;
                continue;
            }

            if (Fold(text.AsSpan(at, length)) is { Length: > 0 } folded) yield return new Word(at, length, folded);
            at += length;
        }
    }

    /// <summary>How long the word is that begins here; 0 where none does.</summary>
    private static int LengthAt(string text, int start)
    {
        var at = start;
        while (Rune.TryGetRuneAt(text, at, out var rune))
        {
            if (StandsAlone(rune)) return at == start ? rune.Utf16SequenceLength : at - start;
            if (!Rune.IsLetterOrDigit(rune) && (at == start || !IsMark(rune))) break;
            at += rune.Utf16SequenceLength;
            if (at >= text.Length) break;
        }

        return at - start;
    }

    private static string Fold(ReadOnlySpan<char> word)
    {
        var plain = new char[MostLetters * word.Length];
        var length = ASCIIFoldingFilter.FoldToASCII(word.ToArray(), 0, plain, 0, word.Length);
        var folded = new StringBuilder(length);
        foreach (var rune in plain.AsSpan(0, length).EnumerateRunes())
        {
            if (folded.Length + rune.Utf16SequenceLength > MostOfWord) break;
            if (Rune.IsLetterOrDigit(rune)) folded.Append(Rune.ToLowerInvariant(rune));
        }

        return folded.ToString();
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Chinese and Japanese characters.</summary>
    private static bool StandsAlone(Rune rune) =>
        rune.Value is >= 0x3040 and <= 0x30FF or >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF;
}
