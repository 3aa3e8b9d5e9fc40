using System.Text.Json;
using System.Text.Json.Serialization;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>JSON as it was sent, also where a name is twice in an object: for a member that is judged later on, by somebody who can say at which place it is wrong.</summary>
internal sealed class UnjudgedJson : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);
}
