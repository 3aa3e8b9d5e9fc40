using System.Text;
using System.Text.Json;

namespace Constellation.Realtime.Chaos.Driving;

/// <summary>Constellation's events as they are on the wire, raw JSON in either spelling (camelCase on the hub, snake_case on REST), made into observations.</summary>
internal static class WireEvents
{
    /// <summary>What has a place of its own in an observation, or differs where deltas come merged.</summary>
    private static readonly HashSet<string> Apart = ["sequence", "sessionId", "turnId", "type", "text", "offset", "length", "reason"];

    /// <summary>Where the suggestion stands is no part of what was suggested.</summary>
    private static readonly HashSet<string> Standing = ["status", "error", "result"];

    /// <summary>What every connection is told unasked.</summary>
    public static IReadOnlyList<string> Announcements { get; } = ["SessionChanged", "SessionEnded", "SuggestionReady", "Notice"];

    public static Observation.Pushed Push(Guid userId, string name, JsonElement told)
    {
        if (told.ValueKind == JsonValueKind.String) return new Observation.Pushed(userId, name, told.GetGuid(), null, null, null);
        var content = name == "SuggestionReady" ? Canonical(told, Standing) : Text(told, "code");
        return new Observation.Pushed(userId, name, Member(told, "sessionId")?.GetGuid(), Member(told, "turnId")?.GetGuid(), Text(told, "suggestionId"), content);
    }

    public static Observation Observe(JsonElement e, int reader = 0)
    {
        var type = Text(e, "type")!;
        if (type == "session.snapshot") return Restarted(e, reader);
        var suggestion = Member(e, "suggestion");
        var reply = Member(e, "message");
        var isSuggested = type is "suggestion.ready" or "suggestion.changed";
        return new Observation.Seen(
            reader, Member(e, "turnId")?.GetGuid(), e.GetProperty("sequence").GetInt64(), type, Text(e, "text"), Number(e, "offset"), Number(e, "length"), Text(e, "reason"))
        {
            About = suggestion is { } made ? Text(made, "suggestionId") : Member(e, "tool") is { } tool ? Text(tool, "callId") : null,
            Status = (suggestion ?? reply) is { } stands ? Text(stands, "status") : null,
            Reply = reply is { } whole ? Text(whole, "content") : null,
            Content = type.StartsWith("text.", StringComparison.Ordinal) ? null : isSuggested ? Canonical(suggestion!.Value, Standing) : Canonical(e, Apart),
        };
    }

    public static Suggested Suggestion(JsonElement suggestion) =>
        new(Text(suggestion, "suggestionId")!, Member(suggestion, "turnId")!.Value.GetGuid(), Text(suggestion, "status")!, Canonical(suggestion, Standing));

    /// <summary>The member, under either spelling; null where it is absent or null.</summary>
    public static JsonElement? Member(JsonElement e, string name)
    {
        if (!e.TryGetProperty(name, out var value) && !e.TryGetProperty(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), out value)) return null;
        return value.ValueKind == JsonValueKind.Null ? null : value;
    }

    public static string? Text(JsonElement e, string name) => Member(e, name)?.GetString();

    private static int? Number(JsonElement e, string name) => Member(e, name)?.GetInt32();

    private static Observation.Restarted Restarted(JsonElement e, int reader)
    {
        var session = e.GetProperty("session");
        var sessionId = Member(session, "sessionId")!.Value.GetGuid();
        var live = Member(session, "activeTurnId")?.GetGuid();
        var messages = e.GetProperty("messages").EnumerateArray().Select(message =>
        {
            var (turnId, sender) = (Member(message, "turnId")!.Value.GetGuid(), Text(message, "sender")!);
            var status = turnId == live && sender == "assistant" ? "live" : Text(message, "status")!;
            return new Observation.Kept(sessionId, turnId, sender, status, Text(message, "content")!);
        });
        var suggestions = Member(e, "suggestions") is { } made ? made.EnumerateArray().Select(Suggestion) : [];
        return new Observation.Restarted(reader, sessionId, e.GetProperty("sequence").GetInt64(), [.. messages], [.. suggestions]);
    }

    /// <summary>The same text for the same content: members in order of their names in camelCase, absent ones and nulls alike; a payload as it stands.</summary>
    private static string Canonical(JsonElement value, IReadOnlySet<string>? without = null)
    {
        var text = new StringBuilder();
        Write(value, text, without);
        return text.ToString();
    }

    private static void Write(JsonElement value, StringBuilder text, IReadOnlySet<string>? without)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var (name, member) in value.EnumerateObject().Select(member => (Name: Camel(member.Name), member.Value)).OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    if (member.ValueKind == JsonValueKind.Null || without?.Contains(name) == true) continue;
                    text.Append(name).Append(':');
                    if (name == "payload") text.Append(member.GetRawText());
                    else Write(member, text, null);
                    text.Append(';');
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, text, null);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                text.Append(JsonSerializer.Serialize(value.GetString()));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static string Camel(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal)) return name;
        var parts = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return parts[0] + string.Concat(parts.Skip(1).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
    }
}
