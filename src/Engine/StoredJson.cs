using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Engine;

/// <summary>
/// The JSON in which the stores keep contract records: the hub's own (camelCase, absent values left out), with as little escaped as JSON allows. Any text
/// comes back as it went in; a payload keeps its spelling, the order of its keys and the text of its numbers.
/// </summary>
internal static class StoredJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One line of JSON.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>The same as UTF-8.</summary>
    public static byte[] WriteUtf8<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>What <see cref="Write"/> wrote; unknown fields of a later version are skipped.</summary>
    /// <exception cref="JsonException">It is not such a record.</exception>
    public static T Read<T>(string json)
        where T : class => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("Expected a record, found null.");

    /// <summary>What <see cref="WriteUtf8"/> wrote.</summary>
    /// <exception cref="JsonException">It is not such a record.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json)
        where T : class => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("Expected a record, found null.");
}
