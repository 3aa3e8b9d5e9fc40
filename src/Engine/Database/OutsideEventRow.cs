using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Database;

/// <summary>An event outside a turn: index 1 of a term of its own.</summary>
internal sealed class OutsideEventRow
{
    public Guid SessionId { get; init; }

    public long Term { get; init; }

    public required string Type { get; init; }

    /// <summary>The whole event as JSON.</summary>
    public required string Event { get; init; }

    public SessionEvent ToEvent() => StoredJson.Read<SessionEvent>(Event);

    public static OutsideEventRow Of(SessionEvent e) => new()
    {
        SessionId = e.SessionId,
        Term = Sequence.TermOf(e.Sequence),
        Type = e.Type,
        Event = StoredJson.Write(e),
    };
}
