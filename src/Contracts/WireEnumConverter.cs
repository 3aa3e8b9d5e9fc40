using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Contracts;

/// <summary>
/// Writes and reads an enumeration by the names of its <see cref="EnumMemberAttribute"/>s, exactly: the converter of the base library also takes
/// numbers, other cases and the C# names, which the contract does not.
/// </summary>
/// <typeparam name="T">An enumeration whose every member has an <see cref="EnumMemberAttribute"/> with a value.</typeparam>
public sealed class WireEnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && WireNames.TryParse<T>(reader.GetString(), out var value)
            ? value
            : throw new JsonException($"Expected one of: {WireNames.Listed<T>()}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(WireNames.Of(value));
    }
}
