using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Tests.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What is promised of every call that ended, in whatever database.</summary>
public abstract class AttemptWriterSpec(TestDatabase database)
{
    [Fact]
    public async Task All_that_is_known_of_a_call_is_kept()
    {
        var ended = Ended() with { FirstToken = TimeSpan.FromMilliseconds(120), Tokens = new Piece.Used(11, 7) };

        await WriteAsync(database.Database, [ended]);

        var row = Assert.Single(await ReadAsync([ended]));
        Assert.Equal((ended.AskedFor.TurnId, ended.AskedFor.SessionId, ended.AskedFor.UserId), (row.TurnId, row.SessionId, row.UserId));
        Assert.Equal(("reply", 2, 1, "openai", "m"), (row.Purpose, row.Round, row.Number, row.Provider, row.Model));
        Assert.Equal((Some.Time, 1500, 120, 11, 7, "answered"), (row.StartedAt, row.DurationMs, row.FirstTokenMs, row.InputTokens, row.OutputTokens, row.Outcome));
    }

    [Fact]
    public async Task What_the_provider_did_not_tell_is_not_invented()
    {
        var ended = Ended() with { Outcome = "busy" };

        await WriteAsync(database.Database, [ended]);

        var row = Assert.Single(await ReadAsync([ended]));
        Assert.Equal((null, null, null), (row.FirstTokenMs, row.InputTokens, row.OutputTokens));
    }

    [Fact]
    public async Task What_waits_when_the_node_stops_is_written()
    {
        var many = Enumerable.Range(0, 1000).Select(_ => Ended()).ToList();

        await WriteAsync(database.Database, many);

        Assert.Equal(many.Count, (await ReadAsync(many)).Count);
    }

    [Fact]
    public async Task What_was_written_though_the_answer_was_lost_is_not_written_twice()
    {
        var ended = Ended();
        var lossy = new LosesAnswers(database.Database, 2);

        await WriteAsync(lossy, [ended]);

        Assert.Single(await ReadAsync([ended]));
        Assert.Equal(0, lossy.Left);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public async Task What_is_lost_because_the_database_is_away_at_the_end_is_counted_what_was_being_written_too(int many)
    {
        var (queue, log) = (new AttemptQueue(), new LoggedLines<AttemptWriter>());
        using var writer = new AttemptWriter(queue, new AwayDatabase(database.Database), TimeProvider.System, log);
        for (var i = 0; i < many; i++) Assert.True(queue.TryAdd(Ended()));
        await writer.StartAsync(default);
        Assert.EndsWith("wait for the database", await log.NextAsync(), StringComparison.Ordinal);

        await writer.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal($"{many} ended calls of providers are lost: the database was away until the end", await log.NextAsync());
    }

    private static EndedAttempt Ended() => new()
    {
        AttemptId = Some.Id(),
        AskedFor = new(Some.Id(), Some.Id(), Some.Id()) { Round = 2 },
        Attempt = new(1, "openai", "m"),
        StartedAt = Some.Time,
        Duration = TimeSpan.FromSeconds(1.5),
        Outcome = AttemptOutcomes.Answered,
    };

    private static async Task WriteAsync(IDatabase into, IReadOnlyList<EndedAttempt> attempts)
    {
        var queue = new AttemptQueue();
        using var writer = new AttemptWriter(queue, into, TimeProvider.System, NullLogger<AttemptWriter>.Instance);
        await writer.StartAsync(default);
        foreach (var attempt in attempts) Assert.True(queue.TryAdd(attempt));
        await writer.StopAsync(default);
    }

    private Task<List<AttemptRow>> ReadAsync(List<EndedAttempt> of)
    {
        var ids = of.ConvertAll(one => one.AttemptId);
        return database.Database.ReadAsync(db => db.Attempts.Where(row => ids.Contains(row.AttemptId)).ToListAsync(), default);
    }

    private sealed class LosesAnswers(IDatabase inner, int times) : IDatabase
    {
        public int Left { get; private set; } = times;

        public Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

        public Task<T> ReadAsync<T>(Func<StoreContext, Task<T>> queries, CancellationToken cancellationToken) => inner.ReadAsync(queries, cancellationToken);

        public async Task<T> WriteAsync<T>(Func<StoreContext, Task<T>> work, CancellationToken cancellationToken)
        {
            var result = await inner.WriteAsync(work, cancellationToken);
            if (Left-- > 0) throw new StoreUnavailableException("No answer in time.", new TimeoutException());
            Left = 0;
            return result;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
