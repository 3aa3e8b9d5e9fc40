using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>Writes a pipeline as the arguments of <c>suggest_pipeline</c>, and reads what came of it.</summary>
internal static class Suggested
{
    public const string Tool = "suggest_pipeline";

    /// <summary>With what the name of every tool begins that a suggestion is made by.</summary>
    public const string AnyTool = "suggest_";

    private const string CallId = "planner-suggest-";
    private const int NameChars = 255;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Strict JSON; blocks and edges in the order of the data's flow.</summary>
    public static string Write(PipelinePath path, string title)
    {
        var blocks = path.Blocks.ToList();
        return new JsonObject
        {
            ["name"] = Cut($"{title}: {path.Model.Block.Name} on {path.Dataset.Block.Name}"),
            ["description"] = $"{path.Dataset.Block.Name} is read by {path.Model.Block.Name}, which gives {Wording.Output(path.Model.Output)}{(path.Export is null ? "" : $"; {path.Export.Block.Name} takes them")}.",
            ["blocks"] = new JsonArray([.. blocks.Select(block => (JsonNode)block.BlockId.ToString())]),
            ["edges"] = new JsonArray([.. blocks.Zip(blocks.Skip(1), (source, target) => (JsonNode)new JsonObject
            {
                ["source_block_id"] = source.BlockId.ToString(),
                ["target_block_id"] = target.BlockId.ToString(),
                ["edge_type"] = "primary",
            })]),
        }.ToJsonString(Json);
    }

    /// <summary>The id of the planner's call, counted from 1 within the turn.</summary>
    public static string Call(int number) => CallId + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the call was the planner's, not another provider's.</summary>
    public static bool IsOwn(string callId) => callId.StartsWith(CallId, StringComparison.Ordinal);

    /// <summary>Whether a tool's result says that the suggestion was not taken.</summary>
    public static bool IsRefused(string result)
    {
        try
        {
            using var document = JsonDocument.Parse(result);
            var root = document.RootElement;
            return root.ValueKind is JsonValueKind.Object
                && ((root.TryGetProperty("errors", out var errors) && errors.ValueKind is JsonValueKind.Array && errors.GetArrayLength() > 0)
                || root.TryGetProperty("error", out _));
        }
        catch (JsonException)
        {
            return result.Contains("did not pass", StringComparison.OrdinalIgnoreCase)
                || result.Contains("invalid", StringComparison.OrdinalIgnoreCase);
        }
    }

    private static string Cut(string text) => text.Length <= NameChars ? text
        : text[..(char.IsHighSurrogate(text[NameChars - 1]) ? NameChars - 1 : NameChars)];
}
