using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Turns;

public sealed class NodePulseTests
{
    private static readonly NodeOptions Options = new();

    private readonly FakeTimeProvider _time = new();
    private readonly NodePulse _pulse;

    public NodePulseTests() => _pulse = new NodePulse(Options, _time);

    [Fact]
    public void A_node_judges_others_once_it_has_been_there_for_as_long_as_they_may_be_silent()
    {
        Beat(times: 3);

        Assert.False(_pulse.IsSteady);
        Beat(times: 1);
        Assert.True(_pulse.IsSteady);
    }

    [Fact]
    public void After_the_database_was_away_it_waits_as_long_again()
    {
        Beat(times: 10);

        _pulse.Miss();

        Assert.False(_pulse.IsSteady);
        Beat(times: 3);
        Assert.False(_pulse.IsSteady);
        Beat(times: 1);
        Assert.True(_pulse.IsSteady);
    }

    [Fact]
    public void A_process_that_was_paused_judges_nobody_when_it_goes_on()
    {
        Beat(times: 10);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(_pulse.IsSteady);
        Beat(times: 1);
        Assert.False(_pulse.IsSteady);
    }

    [Fact]
    public void A_node_is_heard_once_it_has_said_that_it_lives_and_until_it_is_late_or_got_no_answer()
    {
        Assert.False(_pulse.IsHeard);
        Beat(times: 1);
        Assert.True(_pulse.IsHeard);

        _time.Advance(3 * Options.BeatEvery);
        Assert.False(_pulse.IsHeard);
        Beat(times: 1);
        Assert.True(_pulse.IsHeard);

        _pulse.Miss();
        Assert.False(_pulse.IsHeard);
        Beat(times: 1);
        Assert.True(_pulse.IsHeard);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(60)]
    public void A_node_that_lives_is_never_silent_for_as_long_as_a_dead_one_though_a_heartbeat_is_late(int deadAfter)
    {
        var options = new NodeOptions { DeadAfter = TimeSpan.FromSeconds(deadAfter) };

        Assert.True(2 * options.BeatEvery < options.DeadAfter);
        Assert.True(options.BeatEvery <= TimeSpan.FromSeconds(1));
    }

    private void Beat(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Advance(Options.BeatEvery);
            _pulse.Beat();
        }
    }
}
