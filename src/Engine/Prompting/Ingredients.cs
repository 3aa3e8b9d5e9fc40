using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>What went into a prompt besides what was said: enough to ask later which of it does good, and none of its texts but for the facts.</summary>
internal sealed record Ingredients
{
    public static readonly Ingredients None = new();

    /// <summary>What the person had settled, as <c>kind: value</c>.</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    /// <summary>Blocks of the catalogue that were found for the message.</summary>
    public IReadOnlyList<Guid> Found { get; init; } = [];

    /// <summary>Suggestions that were shown as examples.</summary>
    public IReadOnlyList<Guid> Examples { get; init; } = [];

    /// <summary>The suggestion that stood; null where none did.</summary>
    public Guid? Suggestion { get; init; }

    /// <summary>Whether a summary of what was said earlier was there.</summary>
    public bool HasSummary { get; init; }

    /// <summary>Messages of the session, the one that was answered among them.</summary>
    public int Messages { get; init; }

    /// <summary>Targets that could be suggested.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>What there was no room for, in words.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Those that are in the prompt as it was sent: what there was no room for is not.</summary>
    public Ingredients In(SentPrompt sent)
    {
        var parts = sent.Prompt.Messages.Select(message => message.Part).ToHashSet();
        return new Ingredients
        {
            Facts = parts.Contains(PromptPart.Facts) ? Facts : [],
            Found = parts.Contains(PromptPart.Found) ? Found : [],
            Examples = parts.Contains(PromptPart.Examples) ? Examples : [],
            Suggestion = parts.Contains(PromptPart.Suggestion) ? Suggestion : null,
            HasSummary = parts.Contains(PromptPart.Summary),
            Messages = sent.Prompt.Messages.TakeWhile(message => message is not { Role: PromptRole.Assistant, ToolCalls.Count: > 0 })
                .Count(message => message is { Part: PromptPart.Said, IsCorrection: false, Role: not PromptRole.Tool }),
            Tools = [.. sent.Prompt.Tools.Select(tool => tool.Name)],
            LeftOut = sent.LeftOut,
        };
    }
}
