using Constellation.Realtime.Contracts;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>Puts events that belong to no turn into the log. They are stored with their term already: what the log refuses, readers get from the database.</summary>
internal sealed partial class OutsideEvents(IEventLog log, ILogger<OutsideEvents> logger)
{
    /// <summary>One call installs the event's term and appends it; refused, it is never numbered again.</summary>
    public async Task AppendAsync(SessionEvent e, CancellationToken cancellationToken)
    {
        try
        {
            await log.SealAsync(e.SessionId, Sequence.TermOf(e.Sequence), [e], cancellationToken);
        }
        catch (FencedException)
        {
            // A later term is there.
        }
        catch (LogUnavailableException exception)
        {
            Log.NotAppended(logger, exception, e.Type, e.SessionId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The log did not take {Type} of session {SessionId}; its readers are told from the database")]
        internal static partial void NotAppended(ILogger logger, Exception exception, string type, Guid sessionId);
    }
}
