using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Rest;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>
/// The text of a message, whatever is in it. A message that is known is answered before its text is looked at, so half of a surrogate pair must not end the reading, as
/// it does elsewhere: the engine refuses it where the message is a new one.
/// </summary>
internal sealed partial class SentText : JsonConverter<string>
{
    private static readonly Type[] Messages = [typeof(SendMessage), typeof(SendChat), typeof(StartChat)];

    /// <summary>Has the texts of messages read so.</summary>
    internal static void Modify(JsonTypeInfo type)
    {
        if (!Messages.Contains(type.Type)) return;
        foreach (var property in type.Properties.Where(property => property.PropertyType == typeof(string))) property.CustomConverter = new SentText();
    }

    /// <summary>Documents them as what they are: from a converter nothing is known.</summary>
    internal static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo?.CustomConverter is SentText) schema.Type = JsonSchemaType.String;
        return Task.CompletedTask;
    }

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException) when (reader.TokenType == JsonTokenType.String)
        {
            return NoText(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <summary>With half a pair in it, or U+0000 for bytes that are no character: refused either way.</summary>
    private static string NoText(ReadOnlySpan<byte> json)
    {
        var text = Encoding.UTF8.GetString(json);
        return Escape().Replace(Utf8.IsValid(json) ? text : text.Replace('\uFFFD', '\0'), escape => escape.Groups[1] is { Success: true, ValueSpan: var unit }
            ? ((char)ushort.Parse(unit, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString()
            : escape.Value[1] switch
            {
                'b' => "\b",
                'f' => "\f",
                'n' => "\n",
                'r' => "\r",
                't' => "\t",
                var itself => itself.ToString(),
            });
    }

    [GeneratedRegex(@"\\(?:u([0-9A-Fa-f]{4})|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
