using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Hub.Tests.Doors;

/// <summary>Reads streams of events in the ways that tests need.</summary>
internal static class Reading
{
    /// <summary>Follows a new turn's stream: here once its first event is.</summary>
    internal static async Task<Asked> BeginAsync(IAsyncEnumerable<SessionEvent> stream)
    {
        var reader = stream.GetAsyncEnumerator();
        if (!await reader.MoveNextAsync()) throw new InvalidOperationException("The stream of a turn ended before its first event.");
        var first = reader.Current;
        var turn = new TurnRef
        {
            SessionId = first.SessionId,
            TurnId = first.TurnId!.Value,
            MessageId = first.UserMessage!.MessageId,
            After = first.Sequence - 1,
        };
        return new Asked(turn, FollowAsync(first, reader));
    }

    internal static async Task<List<SessionEvent>> ToEndAsync(this IAsyncEnumerable<SessionEvent> stream)
    {
        var events = new List<SessionEvent>();
        await foreach (var e in stream) events.Add(e);
        return events;
    }

    /// <summary>The events up to the first one that is so, which is the last; then the reader leaves.</summary>
    internal static async Task<List<SessionEvent>> UntilAsync(this IAsyncEnumerable<SessionEvent> stream, Func<SessionEvent, bool> isLast)
    {
        var events = new List<SessionEvent>();
        await foreach (var e in stream)
        {
            events.Add(e);
            if (isLast(e)) return events;
        }

        throw new InvalidOperationException($"The stream ended before the event that was waited for; it had: {string.Join(", ", events.Select(e => e.Type))}.");
    }

    /// <summary>The events until the text in hand is this one.</summary>
    internal static Task<List<SessionEvent>> UntilTextAsync(this IAsyncEnumerable<SessionEvent> stream, string text)
    {
        var fold = new ReplyFold();
        return stream.UntilAsync(e =>
        {
            fold.Apply(e);
            return fold.Text == text;
        });
    }

    private static async Task<Answered> FollowAsync(SessionEvent first, IAsyncEnumerator<SessionEvent> reader)
    {
        var events = new List<SessionEvent> { first };
        await using (reader)
        {
            while (await reader.MoveNextAsync()) events.Add(reader.Current);
        }

        return Answered.Of(events);
    }
}
