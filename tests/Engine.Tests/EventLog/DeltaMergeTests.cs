using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Tests.EventLog;

public sealed class DeltaMergeTests
{
    private readonly Guid _session = SomeEvents.Id();
    private readonly Guid _turn = SomeEvents.Id();

    [Fact]
    public void Neighbouring_deltas_become_one_with_the_last_ones_number()
    {
        var merged = DeltaMerge.Merge([Delta(1, 2, 0, "Con"), Delta(1, 3, 3, "stel"), Delta(1, 4, 7, "lation")]).ToList();

        var only = Assert.Single(merged);
        Assert.Equal((Sequence.Of(1, 4), 0, "Constellation"), (only.Sequence, only.Offset, only.Text));
    }

    [Fact]
    public void What_stands_between_them_keeps_them_apart()
    {
        var rewound = SessionEvent.TextRewound(_session, _turn, SomeEvents.Time, 0, RewindReasons.Retry, Sequence.Of(1, 3));

        Assert.Equal(3, DeltaMerge.Merge([Delta(1, 2, 0, "a"), rewound, Delta(1, 4, 0, "b")]).Count());
    }

    [Fact]
    public void Deltas_of_two_terms_stay_two()
    {
        Assert.Equal(2, DeltaMerge.Merge([Delta(1, 2, 0, "a"), Delta(2, 1, 1, "b")]).Count());
    }

    [Fact]
    public void No_delta_grows_beyond_its_bound_and_nothing_is_lost()
    {
        var pieces = Enumerable.Range(0, 100).Select(i => Delta(1, i + 2, i * 500, new string('x', 500))).ToList();

        var merged = DeltaMerge.Merge(pieces).ToList();

        Assert.All(merged, e => Assert.InRange(e.Text!.Length, 1, DeltaMerge.MaxLength));
        Assert.Equal(50_000, ReplyFold.TextOf(merged).Length);
    }

    private SessionEvent Delta(long term, long index, int offset, string text) => SomeEvents.Delta(_session, _turn, term, index, offset, text);
}
