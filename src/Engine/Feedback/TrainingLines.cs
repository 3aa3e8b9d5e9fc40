using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Suggestions.Registry;

namespace Constellation.Realtime.Engine.Feedback;

/// <summary>
/// What the lines of both formats have in common. One line is one person's session, without who they are, and no longer than a model takes: what was said before is left
/// out turn by turn, oldest first; where the message and its answer alone are too long, there is no line.
/// </summary>
/// <param name="handles">By what the session's model knew the blocks: a line has full ids.</param>
internal abstract class TrainingLines(TrainingSession session, TrainingQuery query, TargetList targets, BlockHandles handles)
{
    /// <summary>Turns before the message that is answered.</summary>
    private const int MostBefore = 20;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Unnamed _unnamed = new(session.UserId, session.SessionId);

    /// <summary>How many lines there are not, because they would have been too long.</summary>
    public int LeftOut { get; private set; }

    protected TrainingSession Session => session;

    protected TrainingQuery Query => query;

    /// <summary>The lines of the session of which something happened at or after the query's time.</summary>
    public abstract IEnumerable<string> Write();

    protected static string Line(JsonObject line) => line.ToJsonString(Compact);

    /// <summary>The system text, as many of the turns before as there is room for, and these last messages; null where there is no room for even these.</summary>
    /// <param name="message">The one that is answered.</param>
    /// <param name="calls">Whether suggestions are told as tool calls; else as the fenced blocks that every model may write.</param>
    /// <param name="last">The message and what else has to be in the line.</param>
    /// <param name="besides">Tokens of what is not among the messages.</param>
    protected List<JsonObject>? Fit(MessageRow message, bool calls, ToolsOfLine tools, IReadOnlyList<JsonObject> last, int besides = 0)
    {
        var system = Message("system", PromptTemplate.System.Text);
        var named = tools.Of(last).ToHashSet();
        var room = query.Tokens - besides - TrainingTokens.Of([system, .. last]) - named.Sum(TrainingTokens.OfTool);
        if (room < 0)
        {
            LeftOut++;
            return null;
        }

        var before = new List<List<JsonObject>>();
        foreach (var turn in Before(message))
        {
            List<JsonObject> said = [Message("user", Text(turn.UserMessage.Content)), .. Said(turn, Kept(turn), calls, tools)];
            var more = tools.Of(said).Where(tool => !named.Contains(tool)).ToList();
            room -= TrainingTokens.Of(said) + more.Sum(TrainingTokens.OfTool);
            if (room < 0) break;
            named.UnionWith(more);
            before.Add(said);
        }

        return [system, .. before.AsEnumerable().Reverse().SelectMany(said => said), .. last];
    }

    /// <summary>A turn's answer: first what it suggested, then its text.</summary>
    protected IEnumerable<JsonObject> Said(TrainingTurn turn, IEnumerable<SuggestionRow> suggestions, bool calls, ToolsOfLine tools)
    {
        var fenced = new List<string>();
        foreach (var suggestion in suggestions)
        {
            if (calls && turn.Of(suggestion) is { IsCall: true } && targets.Find(suggestion.Target) is { } target)
            {
                var id = tools.Call(target);
                var call = new JsonObject
                {
                    ["id"] = id,
                    ["type"] = "function",
                    ["function"] = new JsonObject { ["name"] = ToolsOfLine.NameOf(suggestion.Target), ["arguments"] = Text(suggestion.Payload) },
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

    /// <summary>What the turn's answer was made of, and what was thought of it.</summary>
    /// <param name="answered">The call that gave what the line has of it.</param>
    protected JsonObject About(TrainingTurn turn, AttemptRow? answered) => turn.About(answered, Text);

    protected static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    protected string Text(string text) => _unnamed.Of(handles.Written(text));

    /// <summary>Newest first.</summary>
    private IEnumerable<TrainingTurn> Before(MessageRow message) => session.Messages.Select(turns => turns[^1])
        .Where(turn => turn.UserMessage.Position < message.Position && turn.Stands && (turn.Reply.Content.Length > 0 || Kept(turn).Any()))
        .Reverse().Take(MostBefore);
}
