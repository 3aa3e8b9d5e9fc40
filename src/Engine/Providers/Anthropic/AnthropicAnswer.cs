using System.Text.Json;
using Anthropic.Models.Messages;
using Constellation.Realtime.Engine.Providers.Http;
using Microsoft.Extensions.AI;

namespace Constellation.Realtime.Engine.Providers.Anthropic;

/// <summary>Makes pieces of one answer's events. The client hands a tool's arguments out only when they are whole; the events themselves stream them.</summary>
internal sealed class AnthropicAnswer : IChatAnswer
{
    private readonly Dictionary<int, string> _calls = [];
    private int _input;
    private int _output;

    /// <inheritdoc/>
    public Finish? Finish { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<Piece> Read(ChatResponseUpdate update)
    {
        if (update.RawRepresentation is not RawMessageStreamEvent raw || Finish is not null) return [];
        var e = raw.Json;
        return Text(e, "type") switch
        {
            "message_start" => Started(e.GetProperty("message")),
            "content_block_start" => Begun(Index(e), e.GetProperty("content_block")),
            "content_block_delta" => More(Index(e), e.GetProperty("delta")),
            "message_delta" => Over(e),
            null => throw new ProviderException(ProviderFault.Broken, "The answer has an event without a type."),
            _ => [],
        };
    }

    /// <inheritdoc/>
    public IEnumerable<Piece> End() => Finish is { } finish
        ? [new Piece.Used(_input, _output), new Piece.End(finish)]
        : throw new ProviderException(ProviderFault.Broken, "The answer ended without a stop reason.");

    private List<Piece> Started(JsonElement message)
    {
        if (Usage(message) is { } usage)
        {
            // What is read from a cache or put there is input too, and billed.
            _input = Count(usage, "input_tokens") + Count(usage, "cache_creation_input_tokens") + Count(usage, "cache_read_input_tokens");
            _output = Count(usage, "output_tokens");
        }

        return [];
    }

    private List<Piece> Begun(int index, JsonElement block)
    {
        switch (Text(block, "type"))
        {
            case "text" when Text(block, "text") is { Length: > 0 } text:
                return [new Piece.Text(LoneSurrogates.Show(text))];
            case "tool_use":
                if (Text(block, "name") is not { Length: > 0 } name || Text(block, "id") is not { Length: > 0 } id)
                    throw new ProviderException(ProviderFault.Broken, "The answer has a tool call without a name or an id.");
                _calls[index] = id;
                return [new Piece.ToolCall(id, name, "")];
            default:
                return [new Piece.Text("")];
        }
    }

    private List<Piece> More(int index, JsonElement delta) => Text(delta, "type") switch
    {
        "text_delta" => [new Piece.Text(LoneSurrogates.Show(Needed(delta, "text")))],
        "input_json_delta" when _calls.TryGetValue(index, out var id) => [new Piece.ToolCall(id, null, LoneSurrogates.Show(Needed(delta, "partial_json")))],
        "input_json_delta" => throw new ProviderException(ProviderFault.Broken, "The answer has arguments of a tool call that did not begin."),

        // A model that thinks says nothing for minutes, yet each event shows that it lives.
        _ => [new Piece.Text("")],
    };

    private List<Piece> Over(JsonElement e)
    {
        if (Usage(e) is { } usage) _output = Count(usage, "output_tokens");
        Finish = Text(e.GetProperty("delta"), "stop_reason") switch
        {
            null => null,
            "end_turn" or "stop_sequence" or "tool_use" => _calls.Count > 0 ? Providers.Finish.ToolCalls : Providers.Finish.Stop,
            "max_tokens" or "model_context_window_exceeded" => Providers.Finish.Length,
            "refusal" => Providers.Finish.Filtered,
            var other => throw new ProviderException(ProviderFault.Broken, $"The answer ended with an unknown stop reason ({other})."),
        };
        return [];
    }

    private static int Index(JsonElement e) => e.GetProperty("index").GetInt32();

    private static JsonElement? Usage(JsonElement parent) => parent.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object ? usage : null;

    private static string Needed(JsonElement parent, string name) =>
        Text(parent, name) ?? throw new ProviderException(ProviderFault.Broken, $"The answer has an event without its {name}.");

    private static int Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var tokens) ? tokens : 0;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
