namespace Constellation.Realtime.ScriptedModel;

/// <summary>The JSON objects of OpenAI's chat completions, as its API reference gives them.</summary>
internal sealed class Chunks(string model)
{
    private readonly string _id = $"chatcmpl-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";

    internal object Role() => Chunk(new { role = "assistant", content = "" });

    internal object Text(string text) => Chunk(new { content = text });

    internal object CallBegins(int index, string tool) =>
        Chunk(new { tool_calls = new[] { new { index, id = CallId(index), type = "function", function = new { name = tool, arguments = "" } } } });

    internal object CallArguments(int index, string part) => Chunk(new { tool_calls = new[] { new { index, function = new { arguments = part } } } });

    internal object Finish(string reason) => Chunk(new { }, reason);

    internal object Usage(int input, int output) =>
        new { id = _id, @object = "chat.completion.chunk", created = 0, model, choices = Array.Empty<object>(), usage = Cost(input, output) };

    internal object Whole(Script script)
    {
        var calls = script.Steps.OfType<Step.Call>().Select((call, index) =>
            new { id = CallId(index), type = "function", function = new { name = call.Tool, arguments = string.Concat(call.Arguments) } }).ToArray();
        var content = string.Concat(script.Steps.OfType<Step.Text>().Select(text => text.Value));
        var reason = script.Steps.OfType<Step.Finish>().FirstOrDefault()?.Reason ?? (calls.Length > 0 ? "tool_calls" : "stop");
        object message = calls.Length > 0 ? new { role = "assistant", content, tool_calls = calls } : new { role = "assistant", content };
        return new
        {
            id = _id,
            @object = "chat.completion",
            created = 0,
            model,
            choices = new[] { new { index = 0, message, finish_reason = reason } },
            usage = Cost(script.Cost.Input, script.Cost.Output),
        };
    }

    private static object Cost(int input, int output) => new { prompt_tokens = input, completion_tokens = output, total_tokens = input + output };

    private string CallId(int index) => $"call_{_id[^8..]}_{index}";

    private object Chunk(object delta, string? reason = null) => new
    {
        id = _id,
        @object = "chat.completion.chunk",
        created = 0,
        model,
        choices = new[] { new { index = 0, delta, finish_reason = reason } },
    };
}
