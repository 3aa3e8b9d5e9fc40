using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Engine.Tests.Limits;

/// <summary>What every count of tokens promises, whatever it is kept in.</summary>
public abstract class TokensSpentSpec(SqliteTestDatabase database)
{
    private readonly Guid _user = Some.Id();

    private protected abstract ITokensSpent Tokens { get; }

    private protected RecordedTokens Recorded => new(database.Database, Clock);

    private protected abstract TimeProvider Clock { get; }

    protected abstract Task PassAsync(TimeSpan time);

    [Fact]
    public async Task Nobody_has_spent_anything_at_first() => Assert.Equal(0, await ReadAsync());

    [Fact]
    public async Task What_has_ended_counts_at_once()
    {
        await ReadAsync();

        await Tokens.AddAsync(_user, 18, default);
        await Tokens.AddAsync(_user, 3_000_000_000, default);

        Assert.Equal(3_000_000_018, await ReadAsync());
    }

    [Fact]
    public async Task Of_many_that_end_at_once_each_counts()
    {
        await ReadAsync();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await Tokens.AddAsync(_user, 1, default))));

        Assert.Equal(100, await ReadAsync());
    }

    [Fact]
    public async Task What_is_recorded_counts_though_nobody_was_told()
    {
        await RecordAsync(_user, Clock.GetUtcNow(), 11, 7);
        await RecordAsync(_user, Clock.GetUtcNow(), null, null);

        Assert.Equal(18, await ReadAsync());
    }

    [Fact]
    public async Task Yesterdays_do_not_count()
    {
        await RecordAsync(_user, Clock.GetUtcNow().UtcDateTime.Date.AddTicks(-10), 11, 7);

        Assert.Equal(0, await ReadAsync());
    }

    [Fact]
    public async Task One_users_are_not_anothers()
    {
        await RecordAsync(Some.Id(), Clock.GetUtcNow(), 11, 7);
        await Tokens.AddAsync(Some.Id(), 5, default);

        Assert.Equal(0, await ReadAsync());
    }

    [Fact]
    public async Task Each_minute_the_record_is_read_anew()
    {
        await ReadAsync();
        await Tokens.AddAsync(_user, 5, default);
        await RecordAsync(_user, Clock.GetUtcNow(), 11, 7);
        Assert.Equal(5, await ReadAsync());

        await PassAsync(ITokensSpent.GoodFor);

        Assert.Equal(18, await ReadAsync());
    }

    private protected async Task<long> ReadAsync() => await Tokens.ReadAsync(_user, default);

    private protected Task RecordAsync(Guid user, DateTimeOffset at, int? input, int? output) => database.Database.WriteAsync(
        db =>
        {
            db.Add(new AttemptRow
            {
                AttemptId = Some.Id(),
                TurnId = Some.Id(),
                SessionId = Some.Id(),
                UserId = user,
                Purpose = "reply",
                Provider = "openai",
                Model = "m",
                StartedAt = StoredTime.Of(at),
                Outcome = "answered",
                InputTokens = input,
                OutputTokens = output,
            });
            return db.SaveChangesAsync();
        },
        default);
}
