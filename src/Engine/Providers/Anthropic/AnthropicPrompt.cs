using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic.Models.Messages;

namespace Constellation.Realtime.Engine.Providers.Anthropic;

/// <summary>A prompt as Anthropic takes it: the system's text apart, then persons and model in turn; a tool's result is the person's to give.</summary>
internal static class AnthropicPrompt
{
    /// <summary>The API asks for a limit; no answer of ours comes near it.</summary>
    private const int MostTokens = 8192;

    private static readonly Dictionary<string, JsonElement> None = [];

    public static MessageCreateParams Request(Prompt prompt, string model)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["max_tokens"] = MostTokens,
            ["system"] = prompt.System,
            ["messages"] = Messages(prompt.Messages),
        };
        if (prompt.Tools.Count > 0) body["tools"] = new JsonArray([.. prompt.Tools.Select(Tool)]);
        return MessageCreateParams.FromRawUnchecked(None, None, body.ToDictionary(member => member.Key, member => member.Value.Deserialize<JsonElement>()));
    }

    // Neighbours of one role are one message: the results of all calls have to come in the message behind them.
    private static JsonArray Messages(IReadOnlyList<PromptMessage> messages)
    {
        var merged = new JsonArray();
        foreach (var message in messages)
        {
            var (role, blocks) = message.Role == PromptRole.Assistant ? ("assistant", Said(message)) : ("user", Given(message));
            if (merged.Count > 0 && merged[^1]!["role"]!.GetValue<string>() == role)
            {
                foreach (var block in blocks) merged[^1]!["content"]!.AsArray().Add(block);
            }
            else if (blocks.Count > 0)
            {
                merged.Add(new JsonObject { ["role"] = role, ["content"] = new JsonArray([.. blocks]) });
            }
        }

        return merged;
    }

    private static List<JsonNode> Given(PromptMessage message) => message.Role == PromptRole.Tool
        ? [new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = message.ToolCallId, ["content"] = message.Text }]
        : Text(message.Text);

    private static List<JsonNode> Said(PromptMessage message) => [.. Text(message.Text), .. message.ToolCalls.Select(Call)];

    // An empty text is refused.
    private static List<JsonNode> Text(string text) => text.Length == 0 ? [] : [new JsonObject { ["type"] = "text", ["text"] = text }];

    private static JsonObject Call(ToolCall call) => new() { ["type"] = "tool_use", ["id"] = call.CallId, ["name"] = call.Name, ["input"] = Input(call.Arguments) };

    // Only objects can be sent: what the model wrote that is none goes back to it as a text.
    private static JsonObject Input(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject input) return input;
        }
        catch (JsonException)
        {
            // As told above.
        }

        return new() { ["malformed"] = text };
    }

    private static JsonObject Tool(ToolDefinition tool) => new()
    {
        ["name"] = tool.Name,
        ["description"] = tool.Description,
        ["input_schema"] = JsonNode.Parse(tool.Schema.GetRawText()),
    };
}
