using System.Text.Json;

namespace Constellation.Realtime.Hub.Tests.Feedback;

/// <summary>
/// Says what is wrong with lines of training data, by the formats that OpenAI documents: chat (<c>messages</c>, <c>tools</c>, <c>parallel_tool_calls</c>) and
/// preference (<c>input</c>, <c>preferred_output</c>, <c>non_preferred_output</c>). Strict: what the formats don't name is wrong.
/// </summary>
internal static class FineTuningFormat
{
    public static IEnumerable<string> ChatFaults(string line)
    {
        if (Parse(line) is not { } json) return ["is no JSON object on one line"];
        return
        [
            .. Members(json, ["messages"], ["tools", "parallel_tool_calls"]),
            .. Conversation(json, lastIsAssistant: true),
        ];
    }

    public static IEnumerable<string> PreferenceFaults(string line)
    {
        if (Parse(line) is not { } json) return ["is no JSON object on one line"];
        var faults = Members(json, ["input", "preferred_output", "non_preferred_output"], []).ToList();
        if (faults.Count > 0) return faults;
        var (preferred, other) = (json.GetProperty("preferred_output"), json.GetProperty("non_preferred_output"));
        if (JsonElement.DeepEquals(preferred, other)) faults.Add("the two outputs are the same");
        return
        [
            .. faults,
            .. Members(json.GetProperty("input"), ["messages"], ["tools", "parallel_tool_calls"]),
            .. Conversation(json.GetProperty("input"), lastIsAssistant: false),
            .. Output(preferred),
            .. Output(other),
        ];
    }

    private static JsonElement? Parse(string line)
    {
        try
        {
            var json = JsonElement.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return json.ValueKind == JsonValueKind.Object && !line.Contains('\n', StringComparison.Ordinal) ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Members(JsonElement json, string[] required, string[] optional)
    {
        if (json.ValueKind != JsonValueKind.Object) return ["something is no object"];
        var names = json.EnumerateObject().Select(member => member.Name).ToList();
        return [.. required.Except(names).Select(name => $"lacks {name}"), .. names.Except([.. required, .. optional]).Select(name => $"has {name}")];
    }

    private static IEnumerable<string> Output(JsonElement output)
    {
        if (output.ValueKind != JsonValueKind.Array || output.GetArrayLength() != 1) return ["an output is not one message"];
        var message = output[0];
        return [.. Members(message, ["role", "content"], []), .. Is(message, "role", "assistant"), .. Text(message)];
    }

    private static IEnumerable<string> Conversation(JsonElement json, bool lastIsAssistant)
    {
        if (!json.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() < 2) return ["messages are fewer than two"];
        var faults = new List<string>();
        var tools = Tools(json, faults);
        var (open, known) = (new Queue<string>(), new HashSet<string>());
        var last = "";
        foreach (var (message, i) in messages.EnumerateArray().Select((message, i) => (message, i)))
        {
            var role = message.TryGetProperty("role", out var given) ? given.GetString()! : "";
            if (role == "system" && i > 0) faults.Add("a system message is not the first");
            if (role != "tool" && open.Count > 0) faults.Add("a tool call has no result");
            faults.AddRange(role switch
            {
                "system" or "user" => [.. Members(message, ["role", "content"], []), .. Text(message)],
                "assistant" when message.TryGetProperty("tool_calls", out _) => Calls(message, tools, open, known),
                "assistant" => [.. Members(message, ["role", "content"], ["weight"]), .. Text(message), .. Weight(message)],
                "tool" => [.. Members(message, ["role", "tool_call_id", "content"], []), .. Text(message), .. Answers(message, open)],
                _ => ["a role is unknown"],
            });
            last = role;
        }

        if (lastIsAssistant && last != "assistant") faults.Add("the last message is not the assistant's");
        if (!lastIsAssistant && last != "user") faults.Add("the last message of the input is not the user's");
        if (tools.Except(messages.EnumerateArray().Where(message => message.TryGetProperty("tool_calls", out _))
            .Select(message => message.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString()!)).Any()) faults.Add("a tool is never called");
        return faults;
    }

    private static HashSet<string> Tools(JsonElement json, List<string> faults)
    {
        var names = new HashSet<string>();
        if (!json.TryGetProperty("tools", out var tools)) return names;
        foreach (var tool in tools.EnumerateArray())
        {
            faults.AddRange([.. Members(tool, ["type", "function"], []), .. Is(tool, "type", "function")]);
            var function = tool.GetProperty("function");
            faults.AddRange(Members(function, ["name", "parameters"], ["description", "strict"]));
            if (function.GetProperty("parameters").GetProperty("type").GetString() != "object") faults.Add("a tool's parameters are no object");
            if (!names.Add(function.GetProperty("name").GetString()!)) faults.Add("a tool is there twice");
        }

        return names;
    }

    private static IEnumerable<string> Calls(JsonElement message, HashSet<string> tools, Queue<string> open, HashSet<string> known)
    {
        var faults = new List<string>([.. Members(message, ["role", "tool_calls"], ["content", "weight"]), .. Weight(message)]);
        foreach (var call in message.GetProperty("tool_calls").EnumerateArray())
        {
            faults.AddRange([.. Members(call, ["id", "type", "function"], []), .. Is(call, "type", "function"), .. Members(call.GetProperty("function"), ["name", "arguments"], [])]);
            if (!tools.Contains(call.GetProperty("function").GetProperty("name").GetString()!)) faults.Add("a call is of a tool that is not named");
            if (Parse(call.GetProperty("function").GetProperty("arguments").GetString()!) is null) faults.Add("a call's arguments are no JSON object");
            var id = call.GetProperty("id").GetString()!;
            if (!known.Add(id)) faults.Add("a call's id is there twice");
            open.Enqueue(id);
        }

        return faults;
    }

    private static IEnumerable<string> Answers(JsonElement message, Queue<string> open) =>
        open.TryDequeue(out var id) && message.GetProperty("tool_call_id").GetString() == id ? [] : ["a tool's result is of no call before it"];

    private static IEnumerable<string> Weight(JsonElement message) =>
        !message.TryGetProperty("weight", out var weight) || (weight.TryGetInt32(out var number) && number is 0 or 1) ? [] : ["a weight is neither 0 nor 1"];

    private static IEnumerable<string> Text(JsonElement message) =>
        message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String && content.GetString()!.Length > 0 ? [] : ["a content is no text"];

    private static IEnumerable<string> Is(JsonElement json, string name, string value) =>
        json.TryGetProperty(name, out var given) && given.ValueKind == JsonValueKind.String && given.GetString() == value ? [] : [$"{name} is not {value}"];
}
