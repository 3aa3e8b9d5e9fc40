using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>A time as text: RFC 3339 in UTC with <c>Z</c>, as many digits of the second as it has.</summary>
internal static class WireTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    internal static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>False for what is no RFC 3339 time; a time without an offset is none.</summary>
    internal static bool TryRead([NotNullWhen(true)] string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null
            && (text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-'))
            && DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }
}

/// <inheritdoc cref="WireTime"/>
internal sealed class WireTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && WireTime.TryRead(reader.GetString(), out var time)
            ? time
            : throw new JsonException("Expected a time in RFC 3339.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(WireTime.Write(value));
}
