namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>How far a turn is, as its prompt tells.</summary>
internal sealed record PlannerTurn
{
    /// <summary>What the person said in the session, oldest first.</summary>
    public required IReadOnlyList<string> Messages { get; init; }

    /// <summary>Whether the lookups were made.</summary>
    public required bool LookedUp { get; init; }

    /// <summary>How often a pipeline was suggested in this turn.</summary>
    public required int Tries { get; init; }

    /// <summary>Whether the last suggestion was refused.</summary>
    public required bool Refused { get; init; }

    /// <summary>The tools that there are.</summary>
    public required IReadOnlySet<string> Tools { get; init; }

    /// <summary>The prompt's words.</summary>
    public required int Words { get; init; }

    public bool Offers(string tool) => Tools.Contains(tool);

    public static PlannerTurn Read(Prompt prompt)
    {
        var messages = prompt.Messages;
        var asked = messages.Count - 1;
        while (asked >= 0 && messages[asked].Role is not PromptRole.User)
            asked--;
        var since = messages.Skip(asked + 1).ToList();
        var suggested = since.SelectMany(message => message.ToolCalls).Where(call => call.Name == Suggested.Tool).Select(call => call.CallId).ToList();
        var results = since.Where(message => message.Role is PromptRole.Tool).ToList();
        var last = suggested.Count == 0 ? null : results.LastOrDefault(message => message.ToolCallId == suggested[^1]);
        return new PlannerTurn
        {
            Messages = [.. messages.Where(message => message.Role is PromptRole.User).Select(message => message.Text)],
            LookedUp = results.Count > 0,
            Tries = suggested.Count,
            Refused = last is not null && Suggested.IsRefused(last.Text),
            Tools = prompt.Tools.Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal),
            Words = messages.Sum(message => Count(message.Text)) + Count(prompt.System),
        };
    }

    private static int Count(string text)
    {
        var count = 0;
        var inWord = false;
        foreach (var character in text)
        {
            var space = char.IsWhiteSpace(character);
            if (!space && !inWord)
                count++;
            inWord = !space;
        }

        return count;
    }
}
