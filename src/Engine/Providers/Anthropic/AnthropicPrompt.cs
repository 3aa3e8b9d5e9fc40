using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic.Models.Messages;

namespace Constellation.Realtime.Engine.Providers.Anthropic;

/// <summary>A prompt as Anthropic takes it: the system's text apart, then persons and model in turn; a tool's result is the person's to give.</summary>
internal static class AnthropicPrompt
{
    private static readonly Dictionary<string, JsonElement> None = [];

    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");

    public static MessageCreateParams Request(Prompt prompt, ProviderOptions options)
    {
        var body = new JsonObject
        {
            ["model"] = options.Model,
            ["max_tokens"] = options.AnswerTokens,
            ["system"] = prompt.System,
            ["messages"] = Messages(prompt.Messages),
        };
        var tools = prompt.Tools.Count > 0 ? prompt.Tools : Called(prompt.Messages);
        if (tools.Count > 0) body["tools"] = new JsonArray([.. tools.Select(Tool)]);
        if (tools.Count > 0 && (prompt.WordsOnly || prompt.Tools.Count == 0)) body["tool_choice"] = new JsonObject { ["type"] = "none" };
        return MessageCreateParams.FromRawUnchecked(None, None, body.ToDictionary(member => member.Key, member => member.Value.Deserialize<JsonElement>()));
    }

    // Calls in a prompt are refused where no tools are; those of a prompt may have had no room.
    private static List<ToolDefinition> Called(IReadOnlyList<PromptMessage> messages) =>
        [.. messages.SelectMany(message => message.ToolCalls).Select(call => call.Name).Distinct().Select(name => new ToolDefinition(name, "", AnyObject))];

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
