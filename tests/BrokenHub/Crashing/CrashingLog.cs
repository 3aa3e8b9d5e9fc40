using System.Collections.Concurrent;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.BrokenHub.Crashing;

/// <summary>The log with a crash point before and after what is written into it.</summary>
internal sealed class CrashingLog(IEventLog log, Claims claims, Crash crash) : IEventLog
{
    public async ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        var held = await log.SealAsync(sessionId, term, events, cancellationToken);
        var kind = claims.Of(sessionId, term);
        switch (events)
        {
            case [{ Type: SessionEventTypes.TurnStarted }, ..]:
                crash.At(CrashPoints.Begun);
                break;
            case [{ Type: SessionEventTypes.SuggestionChanged, Suggestion.Status: SuggestionStatus.Applied or SuggestionStatus.Failed }, ..]:
                crash.At(CrashPoints.OutcomeLogged);
                break;
            case [{ Type: SessionEventTypes.SuggestionChanged }, ..]:
                crash.At(CrashPoints.DecisionLogged);
                break;
            case [{ Type: SessionEventTypes.SessionUpdated }, ..]:
                crash.At(CrashPoints.TitleLogged);
                break;
            case [{ Type: SessionEventTypes.SessionEnded }, ..]:
                crash.At(CrashPoints.SessionEndLogged);
                break;
            case [] when kind == Claim.Takeover:
                crash.At(CrashPoints.TakeoverSealed);
                break;
            case [] when kind == Claim.Handover:
                crash.At(CrashPoints.HandoverSealed);
                break;
            case [] when kind == Claim.Anew:
                crash.At(CrashPoints.SealedAnew);
                break;
        }

        return held;
    }

    public async ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        var isText = events.Any(e => e.Type == SessionEventTypes.TextDelta);
        if (isText) crash.At(CrashPoints.TextDue);
        await log.AppendAsync(sessionId, writer, events, cancellationToken);
        if (events[^1].EndsTurn) crash.At(CrashPoints.EndLogged);
        if (events[0] is { Type: SessionEventTypes.TextRewound, Reason: RewindReasons.Takeover }) crash.At(CrashPoints.TakeoverSaid);
        if (events[0] is { Type: SessionEventTypes.TextRewound, Reason: RewindReasons.Resync }) crash.At(CrashPoints.SaidAnew);
        if (events.Any(e => e.Type == SessionEventTypes.ToolStarted)) crash.At(CrashPoints.ToolStarted);
        if (events.Any(e => e.Type == SessionEventTypes.ToolFinished)) crash.At(CrashPoints.ToolFinished);
        if (events.Any(e => e.Type == SessionEventTypes.SuggestionInvalid)) crash.At(CrashPoints.CandidateRefused);
        if (events.Any(e => e.Type == SessionEventTypes.SuggestionReady)) crash.At(CrashPoints.SuggestionLogged);
        if (isText) crash.At(CrashPoints.TextLogged);
    }

    public ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken) => log.ReadAsync(sessionId, after, cancellationToken);

    public ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken) => log.WaitAsync(sessionId, after, cancellationToken);
}

/// <summary>How this node came by the terms that it holds.</summary>
internal sealed class Claims
{
    private readonly ConcurrentDictionary<Guid, (long Term, Claim Kind)> _last = new();

    public void Add(Guid sessionId, long term, Claim kind) => _last[sessionId] = (term, kind);

    public Claim Of(Guid sessionId, long term) => _last.TryGetValue(sessionId, out var last) && last.Term == term ? last.Kind : Claim.Start;
}

internal enum Claim
{
    Start,
    Takeover,
    Handover,
    Anew,
}
