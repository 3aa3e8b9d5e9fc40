using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Constellation.Realtime.Engine;
using MessagePack;
using MessagePack.Formatters;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>
/// JSON as the same maps, arrays and scalars, in the same order. Whole numbers are integers where 64 bits hold them; others are 64-bit floats, and
/// text where even those are too small (1e400). Back the other way a float stays one (<c>1.0</c>), and what JSON can't say is refused.
/// </summary>
internal sealed class JsonElementFormatter : IMessagePackFormatter<JsonElement>
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Serialize(ref MessagePackWriter writer, JsonElement value, MessagePackSerializerOptions options)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteMapHeader(value.GetPropertyCount());
                foreach (var property in value.EnumerateObject())
                {
                    writer.Write(property.Name);
                    Serialize(ref writer, property.Value, options);
                }

                break;
            case JsonValueKind.Array:
                writer.WriteArrayHeader(value.GetArrayLength());
                foreach (var item in value.EnumerateArray()) Serialize(ref writer, item, options);
                break;
            case JsonValueKind.String:
                writer.Write(value.GetString());
                break;
            case JsonValueKind.Number:
                WriteNumber(ref writer, value);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.Write(value.GetBoolean());
                break;
            default:
                writer.WriteNil();
                break;
        }
    }

    public JsonElement Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, WriterOptions)) Copy(ref reader, writer, options);
        return JsonElement.Parse(json.WrittenSpan);
    }

    private static void WriteNumber(ref MessagePackWriter writer, JsonElement number)
    {
        if (number.TryGetInt64(out var signed)) writer.Write(signed);
        else if (number.TryGetUInt64(out var unsigned)) writer.Write(unsigned);
        else if (number.TryGetDouble(out var real) && double.IsFinite(real)) writer.Write(real);
        else writer.Write(number.GetRawText());
    }

    private static void Copy(ref MessagePackReader reader, Utf8JsonWriter writer, MessagePackSerializerOptions options)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                options.Security.DepthStep(ref reader);
                writer.WriteStartObject();
                for (var left = reader.ReadMapHeader(); left > 0; left--)
                {
                    if (reader.NextMessagePackType != MessagePackType.String) throw RefusedException.Invalid("The keys of a map must be text.");
                    var name = ReadText(ref reader);
                    writer.WritePropertyName(Utf8.IsValid(name) ? name : throw RefusedException.Invalid("The keys of a map must be valid UTF-8."));
                    Copy(ref reader, writer, options);
                }

                writer.WriteEndObject();
                reader.Depth--;
                break;
            case MessagePackType.Array:
                options.Security.DepthStep(ref reader);
                writer.WriteStartArray();
                for (var left = reader.ReadArrayHeader(); left > 0; left--) Copy(ref reader, writer, options);
                writer.WriteEndArray();
                reader.Depth--;
                break;
            case MessagePackType.String:
                CopyText(ReadText(ref reader), writer);
                break;
            case MessagePackType.Integer when reader.NextCode == MessagePackCode.UInt64:
                writer.WriteNumberValue(reader.ReadUInt64());
                break;
            case MessagePackType.Integer:
                writer.WriteNumberValue(reader.ReadInt64());
                break;
            case MessagePackType.Float when reader.NextCode == MessagePackCode.Float32:
                CopyReal(reader.ReadSingle().ToString("R", CultureInfo.InvariantCulture), writer);
                break;
            case MessagePackType.Float:
                CopyReal(reader.ReadDouble().ToString("R", CultureInfo.InvariantCulture), writer);
                break;
            case MessagePackType.Boolean:
                writer.WriteBooleanValue(reader.ReadBoolean());
                break;
            case MessagePackType.Nil:
                reader.ReadNil();
                writer.WriteNullValue();
                break;
            default:
                throw RefusedException.Invalid("Binary values and extension types are not taken.");
        }
    }

    private static void CopyReal(string text, Utf8JsonWriter writer)
    {
        if (!char.IsAsciiDigit(text[^1])) throw RefusedException.Invalid("A number must be finite.");
        writer.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }

    private static byte[] ReadText(ref MessagePackReader reader) => reader.ReadStringSequence() is { } bytes ? bytes.ToArray() : [];

    /// <summary>What is no UTF-8 becomes JSON that is no text either: half of a surrogate pair, which is refused by whoever reads it.</summary>
    private static void CopyText(byte[] text, Utf8JsonWriter writer)
    {
        if (Utf8.IsValid(text)) writer.WriteStringValue(text);
        else writer.WriteRawValue($"\"{JsonEncodedText.Encode(Encoding.UTF8.GetString(text)).ToString().Replace(@"\uFFFD", @"\uD800", StringComparison.Ordinal)}\"", skipInputValidation: true);
    }
}
