using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Hub.Tests.Journeys;

/// <summary>What holds for everyone who reads a turn, however often they came and went.</summary>
internal static class FoldLaw
{
    /// <summary>The events of one turn, from its first to its last, make the reply that history keeps.</summary>
    internal static void Holds(IReadOnlyList<SessionEvent> events, IReadOnlyList<Message> history)
    {
        Assert.Equal(SessionEventTypes.TurnStarted, events[0].Type);
        Assert.Single(events, e => e.EndsTurn);
        Assert.True(events[^1].EndsTurn);
        Assert.All(events, e => Assert.Equal((events[0].SessionId, events[0].TurnId), (e.SessionId, e.TurnId)));
        AssertGrowing(events);
        Assert.All(events.Where(e => e.Type == SessionEventTypes.TextDelta), e => AssertWhole(e.Text!));

        var kept = Assert.Single(history, message => message.TurnId == events[0].TurnId && message.Sender == Sender.Assistant);
        var told = events[^1].Message!;
        Assert.Equal(kept.Content, ReplyFold.TextOf(events));
        Assert.Equal((kept.MessageId, kept.Content, kept.Timestamp), (told.MessageId, told.Content, told.Timestamp));
        Assert.Equal(events[0].MessageId, kept.MessageId);
        if (kept.Status != MessageStatus.Superseded) Assert.Equal(kept.Status, told.Status);
        Assert.Contains(history, message => message.MessageId == events[0].UserMessage!.MessageId && message.Content == events[0].UserMessage!.Content);
    }

    internal static void AssertGrowing(IReadOnlyList<SessionEvent> events)
    {
        for (var i = 1; i < events.Count; i++)
            Assert.True(events[i].Sequence > events[i - 1].Sequence, $"{events[i].Type} {events[i].Sequence} came after {events[i - 1].Sequence}.");
        Assert.All(events, e => Assert.InRange(e.Sequence, 1, (1L << 53) - 1));
    }

    private static void AssertWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else Assert.False(text[i] == '\0' || char.IsSurrogate(text[i]), $"A delta has a broken character at {i}.");
        }
    }
}
