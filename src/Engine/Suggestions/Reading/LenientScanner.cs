using System.Globalization;
using System.Text;

namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>Moves over a text that was meant as JSON, and looks ahead a little.</summary>
internal sealed class LenientScanner(string text, int start)
{
    /// <summary>No member's name is longer, for looking ahead.</summary>
    private const int NameChars = 200;

    /// <summary>So far a name's other quote is looked for.</summary>
    private const int LineChars = 1_000;

    internal int At { get; private set; } = start;

    internal string Text => text;

    internal bool IsAtEnd => At >= text.Length;

    /// <summary>The character here; U+0000 at the end.</summary>
    internal char Current => At < text.Length ? text[At] : '\0';

    /// <summary>Whether the text ends right behind a digit: nobody knows whether the number was whole.</summary>
    internal bool EndsInNumber => _numberEnd == text.Length;

    private int _numberEnd = -1;
    private CommentGaps? _gaps;

    internal void Advance(int count = 1) => At += count;

    /// <summary>Notes that a number ended here.</summary>
    internal void EndNumber() => _numberEnd = At;

    /// <summary>Passes white space and comments: whether there were comments, null where one has no end.</summary>
    internal bool? Skip()
    {
        while (!IsAtEnd && CommentGaps.IsSpace(Current))
            At++;
        var comments = !IsAtEnd && CommentGaps.Begins(text, At) is not null;
        var end = After(At);
        At = Math.Abs(end);
        return end < 0 ? null : comments;
    }

    /// <summary>The place of the next character that is neither white space nor in a comment.</summary>
    internal int Next(int from) => Math.Abs(After(from));

    // Less than zero where a comment has no end.
    private int After(int from)
    {
        var at = from;
        while (_gaps is null && at < text.Length && CommentGaps.IsSpace(text[at]))
            at++;
        if (at >= text.Length || (_gaps is null && CommentGaps.Begins(text, at) is null))
            return at;
        _gaps ??= new(text, At);
        return _gaps.After(at);
    }

    /// <summary>Whether a new member or item begins here, so that the comma before it is only missing.</summary>
    internal bool BeginsMember(bool inObject) => inObject ? BeginsKey(At) : BeginsItem(At);

    /// <summary>Whether a name and a colon stand at <paramref name="from"/>.</summary>
    internal bool BeginsKey(int from)
    {
        if (from >= text.Length)
            return false;
        if (!Quotes.Opens(text[from]))
            return Word(from) is var word and > 0 && IsColon(from + word);
        var limit = Math.Min(text.Length, from + NameChars);
        for (var at = from + 1; at < limit && text[at] is not ('\n' or '\r'); at++)
        {
            if (text[at] == '\\')
                at++;
            else if (Quotes.Closes(text[from], text[at]))
                return IsColon(at + 1);
            else if (text[at] == ':' && Word(from + 1) == at - from - 1)
                return true;
        }
        return false;
    }

    internal bool BeginsItem(int from) => from < text.Length
        && (Quotes.Opens(text[from]) || char.IsAsciiDigit(text[from]) || text[from] is '-' or '{' or '[' || BareWord.IsLiteral(text.AsSpan(from, Word(from))));

    /// <summary>Reads a name without quotes, or with one of them missing, and leaves the place at the colon.</summary>
    internal bool TryReadLameKey(out string name, out string code)
    {
        (name, code) = ("", RepairCodes.UnquotedKey);
        var opened = Quotes.Opens(Current);
        var first = opened ? At + 1 : At;
        var word = Word(first);
        var after = first + word;
        var closed = after < text.Length && Quotes.Opens(text[after]);
        if (word == 0 || (opened && closed) || !IsColon(closed ? after + 1 : after) || (opened && !MayLackQuote(after)))
            return false;
        name = text.Substring(first, word);
        code = opened || closed ? RepairCodes.MissingQuote : RepairCodes.UnquotedKey;
        At = closed ? after + 1 : after;
        return true;
    }

    /// <summary>Whether a name that a quote opens can end at <paramref name="after"/> without one: a colon follows at once, and it is no part of a longer name, as it may
    /// be where the text ends in this line before another quote, or with it.</summary>
    private bool MayLackQuote(int after)
    {
        var colon = after;
        while (colon < text.Length && text[colon] is (' ' or '\t'))
            colon++;
        if (colon >= text.Length || text[colon] != ':')
            return false;
        for (var at = colon; at < text.Length; at++)
        {
            if (text[at] is '\n' or '\r')
                return true;
            if (at - colon == LineChars)
                return false;
            if (text[at] == '\\')
                at++;
            else if (Quotes.Closes(Current, text[at]))
                return Next(at + 1) is var next && next < text.Length && text[next] != ':';
        }
        return false;
    }

    internal bool IsColon(int from) => Next(from) is var at && at < text.Length && text[at] == ':';

    /// <summary>How long the name is that stands here.</summary>
    private int Word(int from)
    {
        var at = from;
        while (at < text.Length && at - from < NameChars && (char.IsLetter(text[at]) || text[at] is '_' or '$' || (at > from && (char.IsDigit(text[at]) || text[at] == '-'))))
            at++;
        return at - from;
    }

    /// <summary>Writes text as a JSON string.</summary>
    internal static void WriteString(StringBuilder json, ReadOnlySpan<char> characters)
    {
        json.Append('"');
        foreach (var character in characters)
            WriteCharacter(json, character);
        json.Append('"');
    }

    internal static void WriteCharacter(StringBuilder json, char character)
    {
        if (character is '"' or '\\')
            json.Append('\\').Append(character);
        else if (character < ' ')
            json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        else
            json.Append(character);
    }
}
