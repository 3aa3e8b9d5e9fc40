namespace Constellation.Realtime.Engine.Database;

/// <summary>One prompt that went to a provider for a turn.</summary>
internal sealed class SentPromptRow
{
    public Guid TurnId { get; init; }

    /// <summary>The term with which the node that sent it had claimed the turn.</summary>
    public long Term { get; init; }

    /// <summary>Counted from 1 over what that node sent for the turn.</summary>
    public int Number { get; init; }

    public Guid SessionId { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>The version of the template of its system text.</summary>
    public required string Template { get; init; }

    /// <summary>Its tokens by our own count.</summary>
    public int Tokens { get; init; }

    /// <summary>Those it might have had; null where there was no bound.</summary>
    public int? Window { get; init; }

    /// <summary>All of it as JSON, compressed with gzip.</summary>
    public required byte[] Content { get; init; }
}
