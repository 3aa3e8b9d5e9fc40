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

    private static bool IsData(ReadOnlySpan<byte> data) => data.IsEmpty || data.SequenceEqual("[DONE]"u8) || IsSound(data);

    // On all of the wires a content is a text, a list of parts, or null; an SDK may take anything else for nothing.
    private static bool IsSound(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("content"u8)) continue;
                if (!reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.StartArray or JsonTokenType.Null)) return false;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
