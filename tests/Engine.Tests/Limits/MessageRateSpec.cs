using Constellation.Realtime.Engine.Limits;

namespace Constellation.Realtime.Engine.Tests.Limits;

/// <summary>What every count of messages promises, whatever it is kept in.</summary>
public abstract class MessageRateSpec
{
    protected const int PerMinute = 6;

    private readonly Guid _user = Guid.CreateVersion7();

    private protected abstract IMessageRate Rate { get; }

    protected abstract Task PassAsync(TimeSpan time);

    [Fact]
    public async Task A_whole_minutes_worth_may_come_at_once()
    {
        for (var i = 0; i < PerMinute; i++) Assert.Null(await TakeAsync());

        Assert.NotNull(await TakeAsync());
    }

    [Fact]
    public async Task After_the_time_that_was_told_the_next_one_is_taken_and_only_one()
    {
        for (var i = 0; i < PerMinute; i++) await TakeAsync();
        var wait = await TakeAsync();

        await PassAsync(wait!.Value);

        Assert.InRange(wait.Value, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
        Assert.Null(await TakeAsync());
        Assert.NotNull(await TakeAsync());
    }

    [Fact]
    public async Task What_was_refused_does_not_count()
    {
        for (var i = 0; i < PerMinute; i++) await TakeAsync();

        for (var i = 0; i < 20; i++) await TakeAsync();

        Assert.InRange((await TakeAsync())!.Value, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_was_given_back_can_be_taken_again()
    {
        for (var i = 0; i < PerMinute; i++) await TakeAsync();

        await Rate.GiveBackAsync(_user, default);

        Assert.Null(await TakeAsync());
        Assert.NotNull(await TakeAsync());
    }

    [Fact]
    public async Task A_quiet_minute_gives_the_whole_worth_again_and_no_more()
    {
        for (var i = 0; i < PerMinute; i++) await TakeAsync();

        await PassAsync(TimeSpan.FromMinutes(10));

        for (var i = 0; i < PerMinute; i++) Assert.Null(await TakeAsync());
        Assert.NotNull(await TakeAsync());
    }

    [Fact]
    public async Task One_user_does_not_use_up_anothers()
    {
        for (var i = 0; i < PerMinute; i++) await TakeAsync();

        Assert.Null(await Rate.TryTakeAsync(Guid.CreateVersion7(), default));
    }

    [Fact]
    public async Task Of_many_at_once_no_more_are_taken_than_may()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(TakeAsync)));

        Assert.Equal(PerMinute, taken.Count(wait => wait is null));
    }

    private async Task<TimeSpan?> TakeAsync() => await Rate.TryTakeAsync(_user, default);
}
