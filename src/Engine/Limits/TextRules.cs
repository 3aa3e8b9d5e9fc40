using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>What texts users may send. Refused whole, never mended: nothing is stored that the user did not write.</summary>
internal static class TextRules
{
    private const int TitleChars = 200;
    private const int CommentChars = 4000;
    private const int QueryChars = 200;
    private const int DescriptionChars = 4000;

    public static void CheckMessage(string text, LimitOptions limits)
    {
        if (string.IsNullOrWhiteSpace(text)) throw RefusedException.Invalid("The message is empty.");
        if (text.Length > limits.MessageChars)
        {
            throw new RefusedException(
                ErrorCodes.TooLarge, $"The message has {text.Length} characters, at most {limits.MessageChars} are allowed. Send a shorter one.");
        }

        CheckUnicode(text, "The message");
    }

    public static void CheckTitle(string? title)
    {
        if (title is null) return;
        if (title.Length is 0 or > TitleChars) throw RefusedException.Invalid($"A title has 1 to {TitleChars} characters.");
        CheckUnicode(title, "The title");
    }

    public static void CheckQuery(string? query)
    {
        if (string.IsNullOrWhiteSpace(query) || query.Length > QueryChars)
            throw RefusedException.Invalid($"query is what to look for: 1 to {QueryChars} characters, not all of them blank.");
        CheckUnicode(query, "The query");
    }

    public static void CheckComment(string? comment)
    {
        if (comment is null) return;
        if (comment.Length > CommentChars) throw RefusedException.Invalid($"A comment has at most {CommentChars} characters.");
        CheckUnicode(comment, "The comment");
    }

    /// <summary>Of a target: a model reads it.</summary>
    public static void CheckDescription(string description)
    {
        if (string.IsNullOrWhiteSpace(description) || description.Length > DescriptionChars)
            throw RefusedException.Invalid($"description says what a suggestion is for: 1 to {DescriptionChars} characters, not all of them blank.");
        CheckUnicode(description, "The description");
    }

    private static void CheckUnicode(string text, string what)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
                throw RefusedException.Invalid($"{what} has a character that is no valid Unicode text (U+0000 or half of a surrogate pair) at position {i}.");
        }
    }
}
