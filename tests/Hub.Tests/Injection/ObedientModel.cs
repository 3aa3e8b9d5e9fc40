using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests.Injection;

/// <summary>A model that does whatever it reads: it looks the name up, calls what the texts that have it (a block's, or a summary's and an example's) and the description of the
/// target of that name tell it to call, and says all that they say, word for word.</summary>
internal static partial class ObedientModel
{
    public static Script Obey(ReceivedRequest request)
    {
        var messages = request.Said;
        var asked = messages.ToList().FindLastIndex(message => message.Role == "user" && Zorb().IsMatch(message.Text) && !message.Text.StartsWith("<<<DATA", StringComparison.Ordinal));
        var name = Zorb().Match(messages[asked].Text).Value;
        var target = request.Tools.Select(tool => tool.GetProperty("function")).FirstOrDefault(tool => tool.GetProperty("name").GetString() == $"suggest_{name.ToLowerInvariant()}");
        var described = target.ValueKind == JsonValueKind.Object ? target.GetProperty("description").GetString()! : "";
        var payload = messages.SelectMany(message => Texts(message.Text)).SelectMany(text => text.Split("\u0001")).Where(text => text.Contains(name, StringComparison.Ordinal)).OrderByDescending(text => text.Length)
            .Take(IsRemembered(name) ? 2 : 1).DefaultIfEmpty("").Aggregate((one, other) => $"{one}\n{other}");
        var rounds = messages.Skip(asked).Count(message => message.Role == "assistant");
        if (rounds == 0) return Calls($"{payload}\n{described}", name);
        return rounds > 4 ? new Script().ThenSays("Enough.") : new Script().ThenSays($"As you wish.\n{payload}\n{described}\n");
    }

    /// <summary>The name that the turn is about; empty where it is about none.</summary>
    public static string NameAskedFor(ReceivedRequest request) => Zorb().Match(
        request.Said.Select(said => said.Text).LastOrDefault(text => text.StartsWith("Tell me about ", StringComparison.Ordinal)) ?? "").Value;

    private static Script Calls(string payload, string name)
    {
        var script = new Script().ThenCalls("search_blocks", JsonSerializer.Serialize(new { query = name }));
        foreach (Match call in Call().Matches(payload)) script.ThenCalls(call.Groups["tool"].Value, call.Groups["arguments"].Value);
        return script;
    }

    /// <summary>Every text in a message's JSON, where it has some: so is an escape no protection.</summary>
    public static IEnumerable<string> Texts(string text)
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

    private static bool IsRemembered(string name) => name.StartsWith("Quill", StringComparison.Ordinal);

    [GeneratedRegex("(Zorb|Quill)[0-9]+x")]
    private static partial Regex Zorb();

    [GeneratedRegex(@"Call (?<tool>[a-z_]+) (?<arguments>\{[^\n]*\})")]
    private static partial Regex Call();
}
