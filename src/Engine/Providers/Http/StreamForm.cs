using System.Text.Json;

namespace Constellation.Realtime.Engine.Providers.Http;

/// <summary>What the lines of a streamed answer look like.</summary>
internal enum StreamForm
{
    /// <summary>Server-sent events whose data are JSON.</summary>
    Events,

    /// <summary>A JSON object a line.</summary>
    JsonLines,
}

/// <summary>What a line may be in each form.</summary>
internal static class StreamForms
{
    /// <summary>How deep in a frame a content may be: <c>choices[].delta.content</c>.</summary>
    private const int MostPlaces = 4;

    /// <summary>
    /// Whether it is a line of this form. Of events, a parser has to pass over fields that it doesn't know; no provider sends any, so that what is none of the
    /// four is a page, or a message of something in between. Some SDKs also pass over data that they can't read.
    /// </summary>
    public static bool Has(this StreamForm form, ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("\uFEFF"u8)) line = line["\uFEFF"u8.Length..];
        var text = line.Trim(" \t\r\n"u8);
        if (form == StreamForm.JsonLines) return text.IsEmpty || (text[0] == '{' && IsSound(text));
        var colon = text.IndexOf((byte)':');
        var field = colon < 0 ? text : text[..colon];
        return field.SequenceEqual("data"u8) ? IsData(text[Math.Min(text.Length, field.Length + 1)..].Trim(" \t"u8))
            : field.IsEmpty || field.SequenceEqual("event"u8) || field.SequenceEqual("id"u8) || field.SequenceEqual("retry"u8);
    }

    /// <summary>Whether it is a line that says nothing, and that an SDK does not pass over itself: a blank one between objects. Not the end of the stream.</summary>
    public static bool PassesOver(this StreamForm form, ReadOnlySpan<byte> line) => form == StreamForm.JsonLines && !line.IsEmpty && line.Trim(" \t\r\n"u8).IsEmpty;

    private static bool IsData(ReadOnlySpan<byte> data) => data.IsEmpty || data.SequenceEqual("[DONE]"u8) || IsSound(data);

    // Where a wire has a content it is a text, a list of parts, or null; an SDK may take anything else for nothing. Elsewhere, as in a tool call's arguments, the
    // name may be anybody's.
    private static bool IsSound(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Span<Place> places = stackalloc Place[MostPlaces + 1];
        try
        {
            while (reader.Read())
            {
                var depth = reader.CurrentDepth;
                if (reader.TokenType == JsonTokenType.StartArray && depth < MostPlaces) places[depth + 1] = Place.Item;
                if (reader.TokenType != JsonTokenType.PropertyName || depth > MostPlaces) continue;
                places[depth] = PlaceOf(in reader);
                if (!IsContent(places[..(depth + 1)])) continue;
                if (!reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.StartArray or JsonTokenType.Null)) return false;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Place PlaceOf(ref readonly Utf8JsonReader member) =>
        member.ValueTextEquals("content"u8) ? Place.Content
        : member.ValueTextEquals("message"u8) ? Place.Message
        : member.ValueTextEquals("delta"u8) ? Place.Delta
        : member.ValueTextEquals("choices"u8) ? Place.Choices
        : Place.Other;

    // The root is no place: the first one is a member of it.
    private static bool IsContent(ReadOnlySpan<Place> path) =>
        path is [_, Place.Message, Place.Content] or [_, Place.Choices, Place.Item, Place.Delta or Place.Message, Place.Content];

    /// <summary>Where in a frame of JSON something is.</summary>
    private enum Place
    {
        Other,
        Item,
        Choices,
        Delta,
        Message,
        Content,
    }
}
