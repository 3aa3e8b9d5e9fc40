using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>JSON Schema's equality (2020-12 core, section 4.2.2): numbers by value, strings by character, objects in any order.</summary>
internal static class JsonEquality
{
    /// <summary>A text that is the same for equal values and for no others.</summary>
    internal static string Canonical(JsonElement value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    WriteString(property.Name, text);
                    Write(property.Value, text);
                }
                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, text);
                    text.Append(',');
                }
                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(value.GetString()!, text);
                break;
            case JsonValueKind.Number:
                WriteNumber(JsonMarshal.GetRawUtf8Value(value), text);
                break;
            default:
                text.Append(value.ValueKind switch { JsonValueKind.True => 't', JsonValueKind.False => 'f', _ => 'n' });
                break;
        }
    }

    private static void WriteNumber(ReadOnlySpan<byte> raw, StringBuilder text)
    {
        // Nearly all numbers are as they will be written but for the exponent.
        if (raw[^1] == '0' || raw[raw[0] == '-' ? 1.. : 0..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            text.Append(new JsonNumber(raw).Canonical);
            return;
        }
        foreach (var character in raw)
            text.Append((char)character);
        text.Append("e0");
    }

    // The length in front makes any content unmistakable.
    private static void WriteString(string value, StringBuilder text) => text.Append('"').Append(value.Length).Append(':').Append(value);
}
