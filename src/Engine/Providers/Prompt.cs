using System.Text.Json;
using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>All that is sent to a provider.</summary>
internal sealed record Prompt
{
    /// <summary>What the model is told of itself and its work.</summary>
    public required string System { get; init; }

    /// <summary>The session so far, oldest first; the last user message is what is to be answered. Tool calls of this turn and their results follow it.</summary>
    public required IReadOnlyList<PromptMessage> Messages { get; init; }

    /// <summary>What the model may call.</summary>
    public required IReadOnlyList<ToolDefinition> Tools { get; init; }

    /// <summary>Whether it may call none of them any more. They stay in the prompt: APIs refuse calls and results in it without the tools that they are of.</summary>
    public bool WordsOnly { get; init; }

    /// <summary>Whether the turn has a suggestion that is ready, or a reply that was begun on another node, so that an answer with nothing in it is the model's word that it has
    /// no more to say.</summary>
    public bool MayEndEmpty { get; init; }

    /// <summary>What was suggested in this session before and checked, oldest first: what follow-ups such as "use another model" speak of.</summary>
    public IReadOnlyList<Suggestion> Suggestions { get; init; } = [];

    /// <summary>Told what of this prompt went to a provider, right before it does; null where nobody wants to know.</summary>
    public Action<SentPrompt>? Sent { get; init; }

    /// <summary>The beginning, said already: of the reply where its node is another one now, of this answer where another provider broke off. One that
    /// <see cref="ILlmProvider.ContinuesText"/> or <see cref="ILlmProvider.GoesOnWithOthers"/> yields only what comes after it. Empty at a turn's start.</summary>
    public string Begun { get; init; } = "";
}

/// <summary>One message of a prompt.</summary>
internal sealed record PromptMessage
{
    /// <summary>Who says it.</summary>
    public required PromptRole Role { get; init; }

    /// <summary>The text; for <see cref="PromptRole.Tool"/> the tool's result.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it is none of the person's words, though in their role, but says what was wrong with the candidates of this turn.</summary>
    public bool IsCorrection { get; init; }

    /// <summary>What it is there for.</summary>
    public PromptPart Part { get; init; }

    /// <summary>The calls that the assistant made in this message, whole.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>Whose result this is, for <see cref="PromptRole.Tool"/>.</summary>
    public string? ToolCallId { get; init; }
}

/// <summary>Who says a message of a prompt.</summary>
internal enum PromptRole
{
    /// <summary>The person, or data given as theirs.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>A tool.</summary>
    Tool,
}

/// <summary>What a message of a prompt is there for. All but <see cref="Said"/> is put there by us, as data.</summary>
internal enum PromptPart
{
    /// <summary>It was said: by the person, the model or a tool.</summary>
    Said,

    /// <summary>What was said before the oldest message that the prompt has.</summary>
    Summary,

    /// <summary>What the person settled, however long ago.</summary>
    Facts,

    /// <summary>What was suggested last: what a follow-up changes.</summary>
    Suggestion,

    /// <summary>What the catalogue has for the message that is to be answered.</summary>
    Found,

    /// <summary>Suggestions that the same person accepted for something like it.</summary>
    Examples,
}

/// <summary>What of a prompt went to a provider.</summary>
/// <param name="Provider">To which: <see cref="ILlmProvider.Name"/>.</param>
/// <param name="Model">To which of its models.</param>
/// <param name="Window">The tokens that the prompt might have; null where there is no bound.</param>
/// <param name="LeftOut">What there was no room for, in words.</param>
/// <param name="Prompt">What was sent.</param>
internal sealed record SentPrompt(string Provider, string Model, int? Window, IReadOnlyList<string> LeftOut, Prompt Prompt);

/// <summary>A tool call of the model, whole.</summary>
/// <param name="CallId">The id that the provider gave it.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">The arguments' JSON text as the model wrote it.</param>
internal sealed record ToolCall(string CallId, string Name, string Arguments);

/// <summary>A tool that a model may call.</summary>
/// <param name="Name">1 to 64 of <c>a-z 0-9 _ -</c>.</param>
/// <param name="Description">When to call it and what comes back.</param>
/// <param name="Schema">The JSON Schema of its arguments, sent to the provider as it is.</param>
internal sealed record ToolDefinition(string Name, string Description, JsonElement Schema);
