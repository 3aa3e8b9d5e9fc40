namespace Constellation.Realtime.Engine.Database;

/// <summary>What a session's prompts know of its older messages. Each half is changed only by who read it as it is: by the position it covers.</summary>
internal sealed class SessionMemoryRow
{
    public Guid SessionId { get; init; }

    /// <summary>The position of the last message that <see cref="Facts"/> cover; 0: none.</summary>
    public long FactsPosition { get; set; }

    /// <summary>What the person settled, as JSON.</summary>
    public string Facts { get; set; } = "[]";

    /// <summary>The position of the last message that <see cref="Summary"/> covers; 0: none.</summary>
    public long SummaryPosition { get; set; }

    public string Summary { get; set; } = "";

    public DateTimeOffset ChangedAt { get; set; }
}
