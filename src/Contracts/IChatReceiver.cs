namespace Constellation.Realtime.Contracts;

/// <summary>What every connection of a user is told unasked, on every node: copies of what is in the log, so who misses one loses nothing.</summary>
public interface IChatReceiver
{
    /// <summary>A session was started, got a title, or took or ended a turn.</summary>
    Task SessionChanged(Session session);

    /// <summary>A session ended.</summary>
    Task SessionEnded(Guid sessionId);

    /// <summary>A suggestion was checked and can be decided on.</summary>
    Task SuggestionReady(Suggestion suggestion);

    /// <summary>Something about the node or the connection itself.</summary>
    Task Notice(Notice notice);
}
