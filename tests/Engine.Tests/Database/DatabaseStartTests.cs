using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Constellation.Realtime.Engine.Tests.Database;

public sealed class DatabaseStartTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("constellation-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Services_that_start_after_it_find_the_database_migrated()
    {
        await using var provider = Services(new() { ["Storage:Path"] = Path.Combine(_folder.FullName, "a", "b") });
        var start = provider.GetServices<IHostedService>().OfType<DatabaseStart>().Single();

        Assert.False(start.IsMigrated);
        await start.StartAsync(None);

        Assert.True(start.IsMigrated);
        Assert.Same(start, provider.GetRequiredService<DatabaseStart>());
        var accepted = await new DatabaseTurnStore(provider.GetRequiredService<IDatabase>()).AcceptAsync(Some.Start(Some.Id()), None);
        Assert.IsType<Acceptance.Accepted>(accepted);
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "a", "b", "constellation.db")));
    }

    [Fact]
    public async Task With_a_connection_string_it_is_PostgreSQL()
    {
        var server = await PostgresServer.SharedAsync();
        await using var provider = Services(new() { ["ConnectionStrings:Postgres"] = server.ConnectionString("test_setup") });
        var session = Some.Id();

        await provider.GetRequiredService<DatabaseStart>().StartAsync(None);
        await new DatabaseHistory(provider.GetRequiredService<IDatabase>()).StartSessionAsync(Some.Id(), session, null, Some.Time, None);

        Assert.NotNull(await new DatabaseHistory(provider.GetRequiredService<IDatabase>()).ReadStateAsync(session, 1, None));
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task It_tries_again_until_the_database_can_be_reached()
    {
        var time = new FakeTimeProvider();
        await using var database = new LateDatabase(failures: 2);
        using var start = new DatabaseStart(database, new SoleNode(), time, NullLogger<DatabaseStart>.Instance);

        var starting = start.StartAsync(None);
        await AdvanceUntilAsync(time, database.SecondTry);
        Assert.False(start.IsMigrated);
        await AdvanceUntilAsync(time, start.Migrated);

        await starting;
        Assert.Equal((3, true), (database.Tries, start.IsMigrated));
    }

    [Fact]
    public async Task A_database_that_is_away_does_not_hold_up_the_start()
    {
        var time = new FakeTimeProvider();
        await using var database = new LateDatabase(failures: int.MaxValue);
        using var start = new DatabaseStart(database, new SoleNode(), time, NullLogger<DatabaseStart>.Instance);

        await AdvanceUntilAsync(time, start.StartAsync(None));

        Assert.False(start.IsMigrated);
        await start.StopAsync(None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.Migrated);
    }

    [Fact]
    public async Task A_folder_that_another_process_has_stops_the_start()
    {
        var settings = new Dictionary<string, string?> { ["Storage:Path"] = _folder.FullName };
        await using var first = Services(settings);
        await using var second = Services(settings);
        await first.GetRequiredService<DatabaseStart>().StartAsync(None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => second.GetRequiredService<DatabaseStart>().StartAsync(None));
    }

    private static async Task AdvanceUntilAsync(FakeTimeProvider time, Task done)
    {
        while (!done.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await done;
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddDatabase(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        .BuildServiceProvider();

    private sealed class LateDatabase(int failures) : IDatabase
    {
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Tries { get; private set; }

        public Task SecondTry => _second.Task;

        public Task OpenAsync(CancellationToken cancellationToken)
        {
            if (++Tries == 2) _second.SetResult();
            return Tries <= failures ? Task.FromException(new StoreUnavailableException("Not yet.")) : Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public Task<T> ReadAsync<T>(Func<StoreContext, Task<T>> queries, CancellationToken cancellationToken) => throw new StoreUnavailableException("Nothing is kept here.");

        public Task<T> WriteAsync<T>(Func<StoreContext, Task<T>> work, CancellationToken cancellationToken) => throw new StoreUnavailableException("Nothing is kept here.");
    }
}
