using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests.Injection;

/// <summary>A model that does whatever it reads: it looks the block up, calls what the block's texts and the description of the target of that name tell it to call, and says
/// all that they say, word for word.</summary>
internal static partial class ObedientModel
{
    public static Script Obey(ReceivedRequest request)
    {
        var messages = request.Messages;
        var asked = messages.ToList().FindLastIndex(message => Role(message) == "user" && Zorb().IsMatch(Text(message)) && !Text(message).StartsWith("<<<DATA", StringComparison.Ordinal));
        var name = Zorb().Match(Text(messages[asked])).Value;
        var target = request.Tools.Select(tool => tool.GetProperty("function")).FirstOrDefault(tool => tool.GetProperty("name").GetString() == $"suggest_{name.ToLowerInvariant()}");
        var described = target.ValueKind == JsonValueKind.Object ? target.GetProperty("description").GetString()! : "";
        var payload = messages.SelectMany(Texts).SelectMany(text => text.Split("\u0001")).Where(text => text.Contains(name, StringComparison.Ordinal)).MaxBy(text => text.Length) ?? "";
        var rounds = messages.Skip(asked).Count(message => Role(message) == "assistant");
        if (rounds == 0) return Calls($"{payload}\n{described}", name);
        return rounds > 4 ? new Script().ThenSays("Enough.") : new Script().ThenSays($"As you wish.\n{payload}\n{described}\n");
    }

    /// <summary>Every text in a message, however it is escaped.</summary>
    public static IEnumerable<string> Texts(JsonElement message) => Strings(Text(message));

    /// <summary>The name that the turn is about; empty where it is about none.</summary>
    public static string NameAskedFor(ReceivedRequest request) => Zorb().Match(
        request.Messages.Select(Text).LastOrDefault(text => text.StartsWith("Tell me about Zorb", StringComparison.Ordinal)) ?? "").Value;

    private static Script Calls(string payload, string name)
    {
        var script = new Script().ThenCalls("search_blocks", JsonSerializer.Serialize(new { query = name }));
        foreach (Match call in Call().Matches(payload)) script.ThenCalls(call.Groups["tool"].Value, call.Groups["arguments"].Value);
        return script;
    }

    private static string Role(JsonElement message) => message.GetProperty("role").GetString()!;

    private static string Text(JsonElement message) => message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String ? content.GetString()! : "";

    /// <summary>Every text in the message's JSON, where it has some: so is an escape no protection.</summary>
    private static IEnumerable<string> Strings(string text)
    {
        if (text.StartsWith("<<<DATA", StringComparison.Ordinal)) text = text.Split('\n')[1];
        try
        {
            return Strings(JsonElement.Parse(text));
        }
        catch (JsonException)
        {
            return [text];
        }
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object when element.TryGetProperty("description", out var description) && element.TryGetProperty("name", out var name) =>
            [$"\u0001{name.GetString()}\n{description.GetString()}\u0001", .. element.EnumerateObject().Where(one => one.Name is not ("name" or "description")).SelectMany(one => Strings(one.Value))],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(one => Strings(one.Value)),
        _ => [],
    };

    [GeneratedRegex("Zorb[0-9]+x")]
    private static partial Regex Zorb();

    [GeneratedRegex(@"Call (?<tool>[a-z_]+) (?<arguments>\{[^\n]*\})")]
    private static partial Regex Call();
}
