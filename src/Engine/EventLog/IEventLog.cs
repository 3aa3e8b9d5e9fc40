using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>
/// Every session's events, in order. One writer at a time, the one whose term is installed; any number of readers, on any node. It may lose its end, or
/// everything, at any moment: writers and readers find out and go on from the database.
/// </summary>
internal interface IEventLog
{
    /// <summary>
    /// Installs a term: from then on nobody with an older one can add anything. The only way in which a log comes into being, also after it was lost.
    /// <paramref name="events"/>, numbered from index 1 of that term, are appended in the same step. Safe to repeat. After <c>session.ended</c> the log is
    /// closed for ever.
    /// </summary>
    /// <returns>The events of older terms that are there.</returns>
    /// <exception cref="FencedException">A later term is installed, or the log is closed: nothing was added.</exception>
    /// <exception cref="LogUnavailableException">Whether it was done is not known.</exception>
    ValueTask<IReadOnlyList<SessionEvent>> SealAsync(Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken);

    /// <summary>
    /// Adds events behind the writer's last one. Safe to repeat: what is there already is not added again. The events are numbered by the writer, one by one,
    /// in its term; the last one may have a later term (a turn's end), which is installed with it.
    /// </summary>
    /// <param name="writer">Void once the log has seen a later term.</param>
    /// <exception cref="FencedException">A later term is installed: stop, write nothing more under this one.</exception>
    /// <exception cref="LogLostException">The log no longer holds what this writer wrote before: claim anew and say it again.</exception>
    /// <exception cref="LogUnavailableException">Whether it was done is not known.</exception>
    ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken);

    /// <summary>The events that are there now above <paramref name="after"/>, oldest first.</summary>
    /// <exception cref="LogUnavailableException">They can't be read now.</exception>
    ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken);

    /// <summary>Completes once there may be events above <paramref name="after"/>. Early is allowed; late is not, unless a nudge was lost.</summary>
    ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken);
}

/// <summary>Who appends.</summary>
/// <param name="Term">Its term.</param>
/// <param name="Index">The index of the last event that it wrote before these: what the log must still hold.</param>
internal readonly record struct Writer(long Term, long Index);

/// <summary>What a log holds above a cursor.</summary>
/// <param name="Events">Oldest first.</param>
/// <param name="Floor">Below and at this number the log holds nothing (any more): what was there was trimmed, or is older than the log itself. Null where
/// there is no log at all.</param>
internal sealed record LogPage(IReadOnlyList<SessionEvent> Events, long? Floor)
{
    public static readonly LogPage Gone = new([], null);
}
