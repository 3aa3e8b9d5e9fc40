using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Simulation.Stores;

/// <summary>The log as one node reaches it: each call is a point where chance may step in.</summary>
internal sealed class NodeLog(SimulatedLog log, SimulatedNode node, Scheduler scheduler, Mutation mutation, bool claimsFail) : IEventLog
{
    private string _held = "";

    public async ValueTask<IReadOnlyList<SessionEvent>> SealAsync(
        Guid sessionId, long term, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        if (mutation == Mutation.LateSeal && events.Count == 0)
        {
            var early = await ClaimAsync($"reads before it seals {term}", () => log.Below(term));
            await SealAsync(term, events);
            return early;
        }

        var held = await SealAsync(term, events);
        _held = ReplyFold.TryTextOf(held.Where(e => e.TurnId is not null && e.TurnId == held.LastOrDefault(one => one.TurnId is not null)?.TurnId)) ?? "";
        return held;
    }

    private Task<IReadOnlyList<SessionEvent>> SealAsync(long term, IReadOnlyList<SessionEvent> events) =>
        ClaimAsync($"seals {term} with {Say(events)}", () => log.Seal(term, events));

    private Task<IReadOnlyList<SessionEvent>> ClaimAsync(string name, Func<IReadOnlyList<SessionEvent>> carryOut) =>
        scheduler.CallAsync(node, name, carryOut, claimsFail ? Unavailable : null);

    public async ValueTask AppendAsync(Guid sessionId, Writer writer, IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        if (mutation == Mutation.RewindsToTheLog) events = RewoundToTheLog(events);
        await scheduler.CallAsync(
            node,
            $"appends {writer.Term}-{writer.Index} {Say(events)}",
            () =>
            {
                log.Append(writer, events);
                return true;
            },
            Unavailable);
    }

    public async ValueTask<LogPage> ReadAsync(Guid sessionId, long after, CancellationToken cancellationToken) =>
        await scheduler.CallAsync(node, $"reads the log after {Name(after)}", () => log.Read(after), Unavailable);

    public async ValueTask WaitAsync(Guid sessionId, long after, CancellationToken cancellationToken)
    {
        var nudged = new TaskCompletionSource();
        await using var cancelled = cancellationToken.Register(() => nudged.TrySetCanceled(cancellationToken));
        _ = NudgeAsync(nudged, log.NextAfter(after));
        await nudged.Task;
    }

    public static string Name(long sequence) => $"{Sequence.TermOf(sequence)}-{Sequence.IndexOf(sequence)}";

    private static async Task NudgeAsync(TaskCompletionSource nudged, Task next)
    {
        await next;
        nudged.TrySetResult();
    }

    private static string Say(IReadOnlyList<SessionEvent> events) =>
        $"[{string.Join(", ", events.Select(e => $"{Name(e.Sequence)} {e.Type} {e.Offset ?? e.Length} {e.Text}"))}]";

    private static LogUnavailableException Unavailable() => new("Chance says so.");

    private IReadOnlyList<SessionEvent> RewoundToTheLog(IReadOnlyList<SessionEvent> events)
    {
        if (events is not [{ Type: SessionEventTypes.TextRewound, Length: 0 } rewound, { Type: SessionEventTypes.TextDelta, Offset: 0, Text: { } text } delta, ..]
            || !text.StartsWith(_held, StringComparison.Ordinal)) return events;
        return [rewound with { Length = _held.Length }, delta with { Offset = _held.Length, Text = text[_held.Length..] }, .. events.Skip(2)];
    }
}
