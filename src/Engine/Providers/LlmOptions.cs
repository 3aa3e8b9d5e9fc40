namespace Constellation.Realtime.Engine.Providers;

/// <summary>Who answers, and how long we wait for it. Section <c>Llm</c>; a bad value stops the start.</summary>
internal sealed record LlmOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Llm";

    /// <summary>The providers, the first one first, the others as its fallbacks in order. None: the planner.</summary>
    public IReadOnlyList<ProviderOptions> Providers { get; init; } = [];

    /// <summary>How long a provider may take until it first says something; 1 ms to 1 h.</summary>
    public TimeSpan FirstTokenTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long it may then be silent; 1 ms to 1 h.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a whole answer may take, signs of life or not; 1 ms to 1 h.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How a session gets its title: <c>first-line</c> or <c>model</c>.</summary>
    public string Titles { get; init; } = TitlesByFirstLine;

    /// <summary>How long what was sent to providers is kept for administrators to look at; 0: not at all; at most 366 days.</summary>
    public TimeSpan PromptRetention { get; init; } = TimeSpan.FromDays(7);

    internal const string TitlesByFirstLine = "first-line";

    internal const string TitlesByModel = "model";
}
