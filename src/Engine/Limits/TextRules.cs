using System.Text.Json;
using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Limits;

/// <summary>What texts users may send. Refused whole, never mended: nothing is stored that the user did not write.</summary>
internal static class TextRules
{
    private const int TitleChars = 200;
    private const int CommentChars = 4000;
    private const int QueryChars = 200;
    private const int DescriptionChars = 4000;
    private const int PayloadChars = 200_000;

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

    /// <summary>Of a payload that a user edited: of its form only, for the target's schema judges the rest.</summary>
    public static void CheckPayload(JsonElement payload)
    {
        var chars = payload.GetRawText().Length;
        if (chars > PayloadChars) throw new RefusedException(ErrorCodes.TooLarge, $"The payload has {chars} characters, at most {PayloadChars} are allowed.");
        CheckTexts(payload);
    }

    private static void CheckTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    CheckText(() => member.Name);
                    CheckTexts(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) CheckTexts(item);
                break;
            case JsonValueKind.String:
                CheckText(value.GetString);
                break;
        }
    }

    private static void CheckText(Func<string?> text)
    {
        string read;
        try
        {
            read = text()!;
        }
        catch (InvalidOperationException)
        {
            // An escape of half a surrogate pair: no text can be made of it.
            throw RefusedException.Invalid("A text of the payload has half of a surrogate pair.");
        }

        CheckUnicode(read, "A text of the payload");
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
