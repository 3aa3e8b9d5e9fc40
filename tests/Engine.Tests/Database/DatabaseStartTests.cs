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
        var accepted = await provider.GetRequiredService<ITurnStore>().AcceptAsync(Some.Start(Some.Id()), None);
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
        await provider.GetRequiredService<IHistory>().StartSessionAsync(Some.Id(), session, null, Some.Time, None);

        Assert.NotNull(await provider.GetRequiredService<IHistory>().ReadStateAsync(session, 1, None));
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task It_tries_again_until_the_database_can_be_reached()
    {
        var time = new FakeTimeProvider();
        await using var database = new LateDatabase(failures: 2);
        var start = new DatabaseStart(database, time, NullLogger<DatabaseStart>.Instance);

        var starting = start.StartAsync(None);
        Assert.Equal((1, false, false), (database.Tries, starting.IsCompleted, start.IsMigrated));
        time.Advance(TimeSpan.FromSeconds(1));
        await database.SecondTry;
        Assert.False(start.IsMigrated);
        while (!starting.IsCompleted) time.Advance(TimeSpan.FromSeconds(1));

        await starting;
        Assert.Equal((3, true), (database.Tries, start.IsMigrated));
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

        public Task<T> ReadAsync<T>(Func<StoreContext, Task<T>> queries, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<T> WriteAsync<T>(Func<StoreContext, Task<T>> work, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
