using Microsoft.ML.Tokenizers;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>Counts tokens with the vocabulary <c>o200k_base</c>. Other models' vocabularies count the same text differently: <see cref="PromptWindow"/> keeps a
/// share of the window free for that.</summary>
internal static class TokenCount
{
    private static readonly Lazy<Tokenizer> Vocabulary = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    /// <summary>The text's tokens.</summary>
    public static int Of(string text) => text.Length == 0 ? 0 : Vocabulary.Value.CountTokens(text);

    /// <summary>The most that the text can have, without counting: a token has a byte at least, and a UTF-16 code unit three bytes at most.</summary>
    public static long AtMost(string text) => 3L * text.Length;

    /// <summary>The beginning of the text that has at most so many tokens; never ends in half a character.</summary>
    public static string Start(string text, int tokens)
    {
        if (AtMost(text) <= tokens) return text;
        if (tokens <= 0) return "";
        var end = Vocabulary.Value.GetIndexByTokenCount(text, tokens, out _, out _);
        return end >= text.Length ? text : text[..(end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
    }
}
