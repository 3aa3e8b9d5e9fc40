using Constellation.Realtime.Engine.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class RetryBudgetTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly RetryBudget _budget;

    public RetryBudgetTests() => _budget = new RetryBudget(_time);

    [Fact]
    public void A_quiet_node_has_ten_a_second() => Assert.Equal(100, Taken());

    [Fact]
    public void A_busy_node_has_a_fifth_of_its_calls_more()
    {
        for (var i = 0; i < 1000; i++) _budget.Called();

        Assert.Equal(300, Taken());
    }

    [Fact]
    public void What_is_older_than_ten_seconds_does_not_count()
    {
        for (var i = 0; i < 1000; i++) _budget.Called();
        Taken();

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(_budget.TryTake());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(100, Taken());
    }

    private int Taken()
    {
        var taken = 0;
        while (_budget.TryTake()) taken++;
        return taken;
    }
}
