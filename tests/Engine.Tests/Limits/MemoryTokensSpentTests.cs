using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Tests.Database;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Limits;

public sealed class MemoryTokensSpentTests : TokensSpentSpec, IClassFixture<SqliteTestDatabase>
{
    private readonly FakeTimeProvider _time = new(Some.Time);

    public MemoryTokensSpentTests(SqliteTestDatabase database)
        : base(database) => Tokens = new MemoryTokensSpent(Recorded, _time);

    private protected override ITokensSpent Tokens { get; }

    private protected override TimeProvider Clock => _time;

    [Fact]
    public async Task At_midnight_the_count_begins_anew()
    {
        _time.SetUtcNow(Some.Time.Date.AddDays(1).AddSeconds(-1));
        var user = Some.Id();
        await Tokens.ReadAsync(user, default);
        await Tokens.AddAsync(user, 18, default);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, await Tokens.ReadAsync(user, default));
    }

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
