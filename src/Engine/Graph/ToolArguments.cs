using System.Text;
using System.Text.Json;
using Constellation.Realtime.Engine.Providers.Http;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Graph;

/// <summary>A tool call's arguments as a model wrote them: read kindly, and told in words what is wrong.</summary>
internal sealed class ToolArguments
{
    private const int MostChars = 4_000;

    private readonly JsonElement _root;

    private ToolArguments(JsonElement root) => _root = root;

    /// <summary>The arguments.</summary>
    /// <exception cref="FormatException">They are no JSON object.</exception>
    public static ToolArguments Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(
                LoneSurrogates.Hide(Encoding.UTF8.GetBytes(string.IsNullOrWhiteSpace(json) ? "{}" : json)),
                new JsonDocumentOptions { AllowTrailingCommas = true, MaxDepth = 16 });
            return document.RootElement.ValueKind is JsonValueKind.Object ? new ToolArguments(document.RootElement.Clone())
                : throw new FormatException("The arguments must be a JSON object.");
        }
        catch (JsonException)
        {
            throw new FormatException("The arguments are not valid JSON.");
        }
    }

    /// <summary>The text, cut where it is endless; null where it is absent or empty.</summary>
    /// <exception cref="FormatException">It is no text.</exception>
    public string? Text(string name)
    {
        if (!_root.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null)
            return null;
        if (value.ValueKind is not JsonValueKind.String)
            throw new FormatException($"{name} must be a string.");
        var text = Said(value);
        if (text.Length > MostChars) text = text[..(char.IsHighSurrogate(text[MostChars - 1]) ? MostChars - 1 : MostChars)];
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>The id, given as it is, by its handle or by the block's whole name; null where it is absent.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public Guid? Id(string name, Catalogue catalogue, BlockHandles handles) => Text(name)?.Trim() is not { } text ? null
        : Guid.TryParse(text, out var id) ? id
        : handles.Find(text) ?? NearestBlock.Named(text, catalogue.Graph)?.BlockId
        ?? throw new FormatException($"{name} must be a block_id as search_blocks returns it.{NearestBlock.Hint(text, catalogue.Graph, handles)}");

    /// <summary>The number within its bounds, or the default.</summary>
    public int Limit(int fallback, int most) => _root.TryGetProperty("limit", out var value)
        && (value.ValueKind is JsonValueKind.Number ? value.TryGetDouble(out var number) : double.TryParse(value.ToString(), out number))
        ? (int)Math.Clamp(number, 1, most)
        : fallback;

    /// <summary>As every store and client can hold it.</summary>
    private static string Said(JsonElement text)
    {
        var wire = new WireText();
        return wire.Take(LoneSurrogates.Show(text.GetString()!)) + wire.End();
    }
}
