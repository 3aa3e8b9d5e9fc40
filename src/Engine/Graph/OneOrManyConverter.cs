using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>Reads a list of texts; a text alone is a list of one.</summary>
internal sealed class OneOrManyConverter : JsonConverter<string?[]>
{
    /// <inheritdoc/>
    public override string?[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String)
            return [reader.GetString()];
        if (reader.TokenType is not JsonTokenType.StartArray)
            throw new JsonException("A list of texts is expected, or one text.");
        var values = new List<string?>();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            values.Add(reader.TokenType is JsonTokenType.String or JsonTokenType.Null ? reader.GetString()
                : throw new JsonException("A list may hold texts only."));
        return [.. values];
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string?[] value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
