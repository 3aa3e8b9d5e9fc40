using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.EventLog;

/// <summary>A session's state as one event, for a reader whose cursor is older than the log.</summary>
internal sealed class Snapshots(IEventLog log, IHistory history, ITurnStore turns, TimeProvider time)
{
    private const int Messages = 200;
    private const int Suggestions = 50;
    private const int Tries = 5;

    /// <summary>The state as of the event whose number it carries; null where it could not be read at one moment, or there is no such session.</summary>
    public async Task<SessionEvent?> MakeAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Tries; i++)
        {
            if (await history.ReadStateAsync(sessionId, Messages, cancellationToken) is not { } state) return null;
            if (state.Session.ActiveTurnId is not { } turnId)
            {
                // session.ended itself is still to come, as an event.
                var upTo = state.IsEnded ? state.Session.LastSequence - 1 : state.Session.LastSequence;
                return await OfAsync(state.Session, upTo, state.Messages, cancellationToken);
            }

            if (await turns.FindAsync(sessionId, turnId, cancellationToken) is { Status: TurnStatus.Running } turn
                && await WithReplyAsync(state, turn, cancellationToken) is { } snapshot) return snapshot;
        }

        return null;
    }

    private async Task<SessionEvent?> WithReplyAsync(SessionState state, Turn turn, CancellationToken cancellationToken)
    {
        var page = await log.ReadAsync(turn.SessionId, turn.After, cancellationToken);
        var last = page.Events.Count > 0 ? page.Events[^1].Sequence : 0;
        if (Sequence.TermOf(last) > state.Term || page.Events.Any(e => e.EndsTurn)) return null;

        var told = BeforeOpenCalls(page.Events);
        if (ReplyFold.TryTextOf(told.Where(e => e.TurnId == turn.TurnId)) is not { } text) return null;
        var reply = new Message
        {
            MessageId = turn.ReplyId,
            SessionId = turn.SessionId,
            TurnId = turn.TurnId,
            Sender = Sender.Assistant,
            Content = text,
            Timestamp = turn.StartedAt,
            Status = MessageStatus.Partial,
        };

        // Not up to an event outside the turn that is not in the log yet: its owner may still write under an older number.
        var upTo = told.Count < page.Events.Count ? told[^1].Sequence : Math.Max(last, Sequence.Of(turn.StartTerm, 1));
        return await OfAsync(state.Session, upTo, [.. state.Messages.TakeLast(Messages - 1), reply], cancellationToken);
    }

    /// <summary>Without what came since a call of a tool that goes on: the snapshot tells of none, so that it is told behind it, from its start.</summary>
    private static IReadOnlyList<SessionEvent> BeforeOpenCalls(IReadOnlyList<SessionEvent> events)
    {
        var open = new Dictionary<string, int>();
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is { Type: SessionEventTypes.ToolStarted, Tool: { } started }) open[started.CallId] = i;
            if (events[i] is { Type: SessionEventTypes.ToolFinished, Tool: { } finished }) open.Remove(finished.CallId);

            // Whoever goes on behind it says its calls anew.
            if (events[i] is { Type: SessionEventTypes.TextRewound, Reason: RewindReasons.Takeover or RewindReasons.Resync }) open.Clear();
        }

        var first = open.Values.DefaultIfEmpty(0).Min();
        return first > 0 ? [.. events.Take(first)] : events;
    }

    private async Task<SessionEvent> OfAsync(Session session, long upTo, IReadOnlyList<Message> messages, CancellationToken cancellationToken) =>
        SessionEvent.SessionSnapshot(
            session with { LastSequence = upTo },
            time.GetUtcNow(),
            messages,
            await history.ReadSuggestionsAsync(session.SessionId, null, Suggestions, cancellationToken),
            upTo);
}
