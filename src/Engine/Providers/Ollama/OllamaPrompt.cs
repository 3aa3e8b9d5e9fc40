using System.Text.Json;
using System.Text.Json.Nodes;
using OllamaSharp.Models.Chat;

namespace Constellation.Realtime.Engine.Providers.Ollama;

/// <summary>A prompt as Ollama takes it.</summary>
internal static class OllamaPrompt
{
    public static ChatRequest Request(Prompt prompt, ProviderOptions options) => new()
    {
        Model = options.Model!,
        Messages = [new Message(ChatRole.System, prompt.System), .. prompt.Messages.Select(message => Message(message, prompt.Messages))],
        // It knows no choice of tools, and takes calls and results without any.
        Tools = prompt.Tools.Count > 0 && !prompt.WordsOnly ? [.. prompt.Tools.Select(Tool)] : null,

        // Without the window it takes one of its own, and silently drops the beginning of what is longer.
        Options = new() { NumCtx = options.ContextTokens, NumPredict = options.AnswerTokens },
    };

    private static Message Message(PromptMessage message, IReadOnlyList<PromptMessage> all) => message.Role switch
    {
        PromptRole.User => new(ChatRole.User, message.Text),
        PromptRole.Assistant => new(ChatRole.Assistant, message.Text) { ToolCalls = message.ToolCalls.Count > 0 ? [.. message.ToolCalls.Select(Call)] : null },
        PromptRole.Tool => new(ChatRole.Tool, message.Text) { ToolName = NameOf(message.ToolCallId, all) },
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.Role, null),
    };

    // Ollama tells results apart by the tool's name.
    private static string? NameOf(string? callId, IReadOnlyList<PromptMessage> all) =>
        all.SelectMany(message => message.ToolCalls).LastOrDefault(call => call.CallId == callId)?.Name;

    private static Message.ToolCall Call(ToolCall call) => new() { Id = call.CallId, Function = new() { Name = call.Name, Arguments = Arguments(call.Arguments) } };

    // Only objects can be sent: what the model wrote that is none goes back to it as a text.
    private static Dictionary<string, object?> Arguments(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text)?.ToDictionary(member => member.Key, member => (object?)member.Value) ?? [];
        }
        catch (JsonException)
        {
            return new() { ["malformed"] = text };
        }
    }

    private static object Tool(ToolDefinition tool) => new JsonObject
    {
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = tool.Name,
            ["description"] = tool.Description,
            ["parameters"] = JsonNode.Parse(tool.Schema.GetRawText()),
        },
    };
}
