using System.Text.Json.Nodes;
using Constellation.Realtime.Engine.Prompting;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>What the parts of a line cost a model that learns from it, in tokens; somewhat too much rather than too little.</summary>
internal static class TrainingTokens
{
    public static int Of(IEnumerable<JsonObject> messages) => messages.Sum(Of);

    public static int OfTool(JsonObject tool) => PromptTokens.AroundTool + TokenCount.Of(tool.ToJsonString());

    private static int Of(JsonObject message) =>
        PromptTokens.AroundMessage
        + TokenCount.Of((string?)message["content"] ?? "")
        + (message["tool_calls"] is JsonArray calls ? calls.Sum(call => PromptTokens.AroundTool + TokenCount.Of((string)call!["function"]!["arguments"]!)) : 0);
}
