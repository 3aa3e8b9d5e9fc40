namespace Constellation.Realtime.Contracts.Tests;

public sealed class ReplyFoldTests
{
    private static readonly SessionEvent Event = new() { Sequence = 1, SessionId = Guid.Empty, Type = "", At = DateTimeOffset.UnixEpoch };

    [Fact]
    public void Deltas_append()
    {
        Assert.Equal("Constellation", ReplyFold.TextOf([Delta(0, "Con"), Delta(3, "stel"), Delta(7, "lation")]));
    }

    [Fact]
    public void A_rewind_cuts_back_and_text_goes_on_from_there()
    {
        Assert.Equal("Cosmos", ReplyFold.TextOf([Delta(0, "Constellation"), Rewound(2), Delta(2, "smos")]));
    }

    [Fact]
    public void Nothing_counts_after_the_terminal_event()
    {
        var completed = Event with { Type = SessionEventTypes.TurnCompleted };

        Assert.Equal("a", ReplyFold.TextOf([Delta(0, "a"), completed, Delta(1, "b")]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_delta_that_does_not_begin_where_the_text_ends_is_an_error(int offset)
    {
        Assert.Throws<InvalidOperationException>(() => ReplyFold.TextOf([Delta(0, "Con"), Delta(offset, "x")]));
    }

    [Fact]
    public void A_rewind_beyond_the_text_is_an_error()
    {
        Assert.Null(ReplyFold.TryTextOf([Delta(0, "Con"), Rewound(4)]));
    }

    [Fact]
    public void Offsets_count_UTF_16_code_units()
    {
        Assert.Equal("🔥🔥", ReplyFold.TextOf([Delta(0, "🔥"), Delta(2, "🔥")]));
    }

    private static SessionEvent Delta(int offset, string text) => Event with { Type = SessionEventTypes.TextDelta, Offset = offset, Text = text };

    private static SessionEvent Rewound(int length) => Event with { Type = SessionEventTypes.TextRewound, Length = length, Reason = RewindReasons.Retry };
}
