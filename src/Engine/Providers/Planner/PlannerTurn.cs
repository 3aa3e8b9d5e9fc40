namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>How far a turn is, as its prompt tells.</summary>
internal sealed record PlannerTurn
{
    /// <summary>What the person said in the session, oldest first.</summary>
    public required IReadOnlyList<string> Messages { get; init; }

    /// <summary>Whether the lookups were made.</summary>
    public required bool LookedUp { get; init; }

    /// <summary>How often the planner suggested a pipeline in this turn.</summary>
    public required int Tries { get; init; }

    /// <summary>Whether its last suggestion was refused.</summary>
    public required bool Refused { get; init; }

    /// <summary>Whether another provider, which then broke off, had a suggestion taken in this turn.</summary>
    public required bool OthersTaken { get; init; }

    /// <summary>The tools that may be called.</summary>
    public required IReadOnlySet<string> Tools { get; init; }

    /// <summary>The prompt's words.</summary>
    public required int Words { get; init; }

    public bool Offers(string tool) => Tools.Contains(tool);

    public static PlannerTurn Read(Prompt prompt)
    {
        var messages = prompt.Messages;
        var asked = messages.Count - 1;
        while (asked >= 0 && !IsOfPerson(messages[asked]))
            asked--;
        var since = messages.Skip(asked + 1).ToList();
        var results = since.Where(message => message.Role is PromptRole.Tool).ToList();
        var suggested = since.SelectMany(message => message.ToolCalls)
            .Where(call => call.Name.StartsWith(Suggested.AnyTool, StringComparison.Ordinal)).Select(call => call.CallId).ToList();
        var own = suggested.Where(Suggested.IsOwn).ToList();
        bool IsTaken(string call) => results.LastOrDefault(message => message.ToolCallId == call) is { } result && !Suggested.IsRefused(result.Text);
        return new PlannerTurn
        {
            Messages = [.. messages.Where(IsOfPerson).Select(message => message.Text)],
            LookedUp = results.Count > 0,
            Tries = own.Count,
            Refused = own.Count > 0 && results.Exists(message => message.ToolCallId == own[^1]) && !IsTaken(own[^1]),
            OthersTaken = suggested.Except(own).Any(IsTaken),
            Tools = (prompt.WordsOnly ? [] : prompt.Tools.Select(tool => tool.Name)).ToHashSet(StringComparer.Ordinal),
            Words = messages.Sum(message => Count(message.Text)) + Count(prompt.System),
        };
    }

    // What is told of another's candidates, and what we add as data, is nobody's goal.
    private static bool IsOfPerson(PromptMessage message) => message is { Role: PromptRole.User, IsCorrection: false, Part: PromptPart.Said };

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
