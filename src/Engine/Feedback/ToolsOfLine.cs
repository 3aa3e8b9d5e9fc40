using System.Globalization;
using System.Text.Json.Nodes;
using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>The tool calls of one line, numbered, so that no id of a provider's or of ours is in it, and the tools that they are of.</summary>
internal sealed class ToolsOfLine
{
    private readonly Dictionary<string, JsonObject> _tools = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The id of another call, of this target's tool.</summary>
    public string Call(Target target)
    {
        _tools.TryAdd(NameOf(target.Name), new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject
            {
                ["name"] = NameOf(target.Name),
                ["description"] = target.Description,
                ["parameters"] = JsonNode.Parse(target.Schema.GetRawText()),
            },
        });
        return string.Create(CultureInfo.InvariantCulture, $"call_{++_count}");
    }

    /// <summary>The tools that these messages call, each once.</summary>
    public IEnumerable<JsonObject> Of(IEnumerable<JsonObject> messages) => messages
        .SelectMany(message => message["tool_calls"] as JsonArray ?? [])
        .Select(call => (string)call!["function"]!["name"]!)
        .Distinct(StringComparer.Ordinal)
        .Select(name => _tools[name]);

    public static string NameOf(string target) => $"suggest_{target}";
}
