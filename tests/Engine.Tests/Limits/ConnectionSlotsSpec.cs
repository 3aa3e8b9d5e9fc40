using Constellation.Realtime.Engine.Limits;

namespace Constellation.Realtime.Engine.Tests.Limits;

/// <summary>What every count of connections promises, whatever it is kept in.</summary>
public abstract class ConnectionSlotsSpec
{
    protected const int Most = 3;

    private readonly Guid _user = Guid.CreateVersion7();

    private protected abstract IConnectionSlots Slots { get; }

    [Fact]
    public async Task A_user_may_have_as_many_as_the_limit_says_and_no_more()
    {
        for (var i = 0; i < Most; i++) Assert.True(await OpenAsync());

        Assert.False(await OpenAsync());
    }

    [Fact]
    public async Task A_connection_that_closes_makes_room_for_one()
    {
        var first = Guid.CreateVersion7();
        await Slots.TryOpenAsync(_user, first, default);
        for (var i = 1; i < Most; i++) await OpenAsync();

        await Slots.CloseAsync(_user, first);
        await Slots.CloseAsync(_user, first);

        Assert.True(await OpenAsync());
        Assert.False(await OpenAsync());
    }

    [Fact]
    public async Task One_users_connections_are_not_anothers()
    {
        for (var i = 0; i < Most; i++) await OpenAsync();

        Assert.True(await Slots.TryOpenAsync(Guid.CreateVersion7(), Guid.CreateVersion7(), default));
    }

    [Fact]
    public async Task Of_many_at_once_no_more_are_let_in_than_may()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(OpenAsync)));

        Assert.Equal(Most, opened.Count(isOpen => isOpen));
    }

    private async Task<bool> OpenAsync() => await Slots.TryOpenAsync(_user, Guid.CreateVersion7(), default);
}
