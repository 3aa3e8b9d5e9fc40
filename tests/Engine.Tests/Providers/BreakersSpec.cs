using Constellation.Realtime.Engine.Providers.Breakers;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What every keeper of breakers promises, whatever they are kept in.</summary>
public abstract class BreakersSpec
{
    private const string Provider = "openai:m:0";

    private protected abstract IBreakers Breakers { get; }

    protected abstract Task PassAsync(TimeSpan time);

    [Fact]
    public async Task A_provider_nothing_is_known_of_is_called() => Assert.Equal(BreakerState.Closed, await AdmitAsync());

    [Fact]
    public async Task So_many_faults_in_a_row_open_it_and_no_fewer()
    {
        await FailAsync(BreakerRule.Faults - 1);
        Assert.Equal(BreakerState.Closed, await AdmitAsync());

        Assert.Equal(BreakerState.Open, await ReportAsync(BreakerReport.Failed));
        Assert.Equal(BreakerState.Open, await AdmitAsync());
    }

    [Fact]
    public async Task An_answer_in_between_begins_a_new_row()
    {
        await FailAsync(BreakerRule.Faults - 1);
        await ReportAsync(BreakerReport.Answered);
        await FailAsync(BreakerRule.Faults - 1);

        Assert.Equal(BreakerState.Closed, await AdmitAsync());
    }

    [Fact]
    public async Task What_tells_nothing_neither_counts_nor_begins_a_new_row()
    {
        await FailAsync(BreakerRule.Faults - 1);
        for (var i = 0; i < 10; i++) Assert.Equal(BreakerState.Closed, await ReportAsync(BreakerReport.Unknown));

        Assert.Equal(BreakerState.Open, await ReportAsync(BreakerReport.Failed));
    }

    [Fact]
    public async Task Faults_far_apart_are_no_row()
    {
        await FailAsync(BreakerRule.Faults - 1);
        await PassAsync(BreakerRule.InARow + TimeSpan.FromSeconds(1));

        Assert.Equal(BreakerState.Closed, await ReportAsync(BreakerReport.Failed));
    }

    [Fact]
    public async Task After_a_while_one_call_at_a_time_finds_out()
    {
        await OpenAsync();
        await PassAsync(BreakerRule.OpenTime);

        var admitted = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(AdmitAsync)));

        Assert.Single(admitted, BreakerState.HalfOpen);
        Assert.Equal(19, admitted.Count(state => state == BreakerState.Open));
    }

    [Fact]
    public async Task Where_it_is_found_back_it_is_called_as_before()
    {
        await OpenAsync();
        await PassAsync(BreakerRule.OpenTime);
        await AdmitAsync();

        Assert.Equal(BreakerState.Closed, await ReportAsync(BreakerReport.Answered));
        Assert.Equal(BreakerState.Closed, await AdmitAsync());
    }

    [Fact]
    public async Task Where_it_is_found_out_still_it_is_passed_over_for_as_long_again()
    {
        await OpenAsync();
        await PassAsync(BreakerRule.OpenTime);
        await AdmitAsync();

        Assert.Equal(BreakerState.Open, await ReportAsync(BreakerReport.Failed));
        Assert.Equal(BreakerState.Open, await AdmitAsync());
        await PassAsync(BreakerRule.OpenTime);
        Assert.Equal(BreakerState.HalfOpen, await AdmitAsync());
    }

    [Fact]
    public async Task A_call_that_found_out_nothing_lets_the_next_one_try()
    {
        await OpenAsync();
        await PassAsync(BreakerRule.OpenTime);
        await AdmitAsync();

        Assert.Equal(BreakerState.HalfOpen, await ReportAsync(BreakerReport.Unknown));
        Assert.Equal(BreakerState.HalfOpen, await AdmitAsync());
    }

    [Fact]
    public async Task A_call_that_never_comes_back_lets_the_next_one_try()
    {
        await OpenAsync();
        await PassAsync(BreakerRule.OpenTime);
        await AdmitAsync();
        await PassAsync(BreakerRule.ProbeTime);

        Assert.Equal(BreakerState.HalfOpen, await AdmitAsync());
    }

    [Fact]
    public async Task One_provider_does_not_close_the_way_to_another()
    {
        await OpenAsync();

        Assert.Equal(BreakerState.Closed, await Breakers.AdmitAsync("openai:other:0", default));
    }

    private protected async Task FailAsync(int times)
    {
        for (var i = 0; i < times; i++) await ReportAsync(BreakerReport.Failed);
    }

    private Task OpenAsync() => FailAsync(BreakerRule.Faults);

    private protected async Task<BreakerState> AdmitAsync() => await Breakers.AdmitAsync(Provider, default);

    private async Task<BreakerState> ReportAsync(BreakerReport report) => await Breakers.ReportAsync(Provider, report, default);
}
