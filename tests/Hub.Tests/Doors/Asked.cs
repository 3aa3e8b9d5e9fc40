using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Hub.Tests.Doors;

/// <summary>A turn that runs, and its answer through the door that it was asked through.</summary>
internal sealed record Asked(TurnRef Turn, Task<Answered> Answer)
{
    internal Guid SessionId => Turn.SessionId;
}

/// <summary>How a turn ended, as its door tells it.</summary>
internal sealed record Answered
{
    internal required Guid TurnId { get; init; }

    internal required Guid SessionId { get; init; }

    /// <summary>The type of the terminal event.</summary>
    internal required string Ending { get; init; }

    /// <summary>The reply's text.</summary>
    internal required string Text { get; init; }

    /// <summary>The reply's id; REST tells none of a failed turn.</summary>
    internal Guid? MessageId { get; init; }

    /// <summary>Why it failed.</summary>
    internal string? Code { get; init; }

    internal IReadOnlyList<Suggestion> Suggestions { get; init; } = [];

    /// <summary>The turn's events from its first one on, read the door's way.</summary>
    internal required IReadOnlyList<SessionEvent> Events { get; init; }

    internal static Answered Of(IReadOnlyList<SessionEvent> events) => new()
    {
        TurnId = events[^1].TurnId!.Value,
        SessionId = events[^1].SessionId,
        Ending = events[^1].Type,
        Text = ReplyFold.TextOf(events),
        MessageId = events[^1].Message?.MessageId,
        Code = events[^1].Error?.Code,
        Suggestions = [.. events.Where(e => e.Type == SessionEventTypes.SuggestionReady).Select(e => e.Suggestion!)],
        Events = events,
    };
}
