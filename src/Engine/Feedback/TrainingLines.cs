using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Suggestions.Registry;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>What the lines of both formats have in common. One line is one person's session, without who they are.</summary>
/// <param name="handles">By what the session's model knew the blocks: a line has full ids.</param>
internal abstract class TrainingLines(TrainingSession session, TargetList targets, BlockHandles handles)
{
    /// <summary>Turns before the message that is answered.</summary>
    private const int MostBefore = 20;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string System = ReadTemplate();
    private readonly Unnamed _unnamed = new(session.UserId, session.SessionId);

    protected TrainingSession Session => session;

    /// <summary>The lines of the session of which something happened at or after <paramref name="since"/>.</summary>
    public abstract IEnumerable<string> Write(DateTimeOffset since);

    protected static string Line(JsonObject line) => line.ToJsonString(Compact);

    /// <summary>What the model is told first, and the turns before the message; then the message.</summary>
    /// <param name="calls">Whether suggestions are told as tool calls; else as the fenced blocks that every model may write.</param>
    protected JsonArray Context(MessageRow message, bool calls, Calls numbers)
    {
        var context = new JsonArray(Message("system", System));
        var before = session.Messages.Select(turns => turns[^1])
            .Where(turn => turn.UserMessage.Position < message.Position && turn.Stands && (turn.Reply.Content.Length > 0 || Kept(turn).Any()))
            .TakeLast(MostBefore);
        foreach (var turn in before)
        {
            context.Add((JsonNode)Message("user", Text(turn.UserMessage.Content)));
            foreach (var said in Said(turn, Kept(turn), calls, numbers)) context.Add((JsonNode)said);
        }

        context.Add((JsonNode)Message("user", Text(message.Content)));
        return context;
    }

    /// <summary>A turn's answer: first what it suggested, then its text.</summary>
    protected IEnumerable<JsonObject> Said(TrainingTurn turn, IEnumerable<SuggestionRow> suggestions, bool calls, Calls numbers)
    {
        var fenced = new List<string>();
        foreach (var suggestion in suggestions)
        {
            if (calls && turn.Of(suggestion) is { IsCall: true } && targets.Find(suggestion.Target) is { } target)
            {
                var id = numbers.Take(target);
                var call = new JsonObject
                {
                    ["id"] = id,
                    ["type"] = "function",
                    ["function"] = new JsonObject { ["name"] = $"suggest_{suggestion.Target}", ["arguments"] = Text(suggestion.Payload) },
                };
                yield return new JsonObject { ["role"] = "assistant", ["tool_calls"] = new JsonArray(call) };
                yield return new JsonObject { ["role"] = "tool", ["tool_call_id"] = id, ["content"] = """{"status":"ready"}""" };
            }
            else
            {
                fenced.Add(Fenced(suggestion.Target, suggestion.Payload));
            }
        }

        var text = string.Join("\n\n", fenced.Prepend(Text(turn.Reply.Content)).Where(part => part.Length > 0));
        if (text.Length > 0) yield return Message("assistant", text);
    }

    /// <summary>What of a turn's suggestions is shown where the conversation went on.</summary>
    protected static IEnumerable<SuggestionRow> Kept(TrainingTurn turn) => turn.Suggestions.Where(suggestion => suggestion.Decision != Decision.Rejected);

    /// <summary>A suggestion as the fenced block that every model may write.</summary>
    protected string Fenced(string target, string json)
    {
        var fence = "```";
        while (json.Contains(fence, StringComparison.Ordinal)) fence += '`';
        return $"{fence}suggest {target}\n{Text(json)}\n{fence}";
    }

    protected static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    protected string Text(string text) => _unnamed.Of(handles.Written(text));

    private static string ReadTemplate()
    {
        using var stream = typeof(TrainingLines).Assembly.GetManifestResourceStream("system-prompt.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The tool calls of one line: numbered, so that no id of a provider's or of ours is in it.</summary>
    protected sealed class Calls
    {
        private readonly Dictionary<string, JsonObject> _tools = new(StringComparer.Ordinal);
        private int _count;

        /// <summary>The tools that were called.</summary>
        public JsonArray Tools => [.. _tools.Values];

        public bool Any => _count > 0;

        public string Take(Suggestions.Target target)
        {
            _tools.TryAdd(target.Name, new JsonObject
            {
                ["type"] = "function",
                ["function"] = new JsonObject
                {
                    ["name"] = $"suggest_{target.Name}",
                    ["description"] = target.Description,
                    ["parameters"] = JsonNode.Parse(target.Schema.GetRawText()),
                },
            });
            return string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $"call_{++_count}");
        }
    }
}
