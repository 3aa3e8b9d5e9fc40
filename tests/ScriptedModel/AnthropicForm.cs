namespace Constellation.Realtime.ScriptedModel;

/// <summary>Anthropic's <c>/v1/messages</c>: named server-sent events, blocks that start and stop, the stop reason with the usage, <c>message_stop</c>.</summary>
internal sealed class AnthropicForm(string model, Script script) : IWireForm
{
    private readonly string _id = $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
    private int _block = -1;
    private string _open = "";

    public string ContentType => "text/event-stream";

    public IEnumerable<string> Begin() =>
    [
        Event("message_start", new
        {
            type = "message_start",
            message = new
            {
                id = $"msg_{_id}",
                type = "message",
                role = "assistant",
                model,
                content = Array.Empty<object>(),
                stop_reason = (string?)null,
                stop_sequence = (string?)null,
                usage = new { input_tokens = script.Cost.Input, output_tokens = 1 },
            },
        }),
        Event("ping", new { type = "ping" }),
    ];

    public IEnumerable<string> Text(string text)
    {
        if (_open != "text")
        {
            foreach (var frame in Open("text", new { type = "text", text = "" })) yield return frame;
        }

        yield return Delta(new { type = "text_delta", text });
    }

    public IEnumerable<string> Call(int index, string tool, IReadOnlyList<string> arguments) =>
        [.. Open("call", new { type = "tool_use", id = $"toolu_{_id[^8..]}_{index}", name = tool, input = new { } }), .. More(index, arguments)];

    public IEnumerable<string> More(int index, IReadOnlyList<string> arguments) => arguments.Select(part => Delta(new { type = "input_json_delta", partial_json = part }));

    public IEnumerable<string> Finish(string reason) =>
    [
        .. Close(),
        Event("message_delta", new
        {
            type = "message_delta",
            delta = new
            {
                stop_reason = reason switch
                {
                    "length" => "max_tokens",
                    "tool_calls" => "tool_use",
                    "content_filter" => "refusal",
                    "stop" => "end_turn",
                    _ => reason,
                },
                stop_sequence = (string?)null,
            },
            usage = new { output_tokens = script.Cost.Output },
        }),
    ];

    public IEnumerable<string> End() => [Event("message_stop", new { type = "message_stop" })];

    private List<string> Open(string kind, object block)
    {
        var frames = Close();
        (_open, _block) = (kind, _block + 1);
        frames.Add(Event("content_block_start", new { type = "content_block_start", index = _block, content_block = block }));
        return frames;
    }

    private List<string> Close()
    {
        if (_open.Length == 0) return [];
        _open = "";
        return [Event("content_block_stop", new { type = "content_block_stop", index = _block })];
    }

    private string Delta(object delta) => Event("content_block_delta", new { type = "content_block_delta", index = _block, delta });

    private static string Event(string name, object data) => $"event: {name}\ndata: {Unescaped.Json(data)}\n\n";
}
