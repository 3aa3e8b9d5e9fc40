using System.Diagnostics;
using Constellation.Realtime.Engine.Database;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Tests.Database;

public sealed class PostgresDatabaseTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(900);

    [Fact]
    public async Task Ten_nodes_can_start_at_once_on_an_empty_database()
    {
        var server = await PostgresServer.SharedAsync();
        var nodes = Enumerable.Range(0, 10).Select(_ => PostgresTestDatabase.Open(server.ConnectionString("test_ten_nodes") + ";Maximum Pool Size=2")).ToList();

        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.OpenAsync(None))));

        var session = await new DatabaseHistory(nodes[0]).StartSessionAsync(Some.Id(), Some.Id(), "Snow", Some.Time, None);
        foreach (var node in nodes)
        {
            Assert.Equal(session, await new DatabaseHistory(node).FindSessionAsync(session.UserId, session.SessionId, None));
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_node_that_gives_a_heartbeat_is_not_dead_and_one_without_is()
    {
        var server = await PostgresServer.SharedAsync();
        await using var database = PostgresTestDatabase.Open(server.ConnectionString("test_heartbeats"), deadAfter: TimeSpan.FromMinutes(1));
        await database.OpenAsync(None);
        var turns = new DatabaseTurnStore(database);
        var (alive, silent, unknown) = (Some.Start(Some.Id()), Some.Start(Some.Id()), Some.Start(Some.Id()));
        foreach (var start in new[] { alive, silent, unknown }) await turns.AcceptAsync(start, None);
        await BeatAsync(database, alive.Node, "59 seconds");
        await BeatAsync(database, silent.Node, "61 seconds");

        var orphans = await turns.FindOrphansAsync(Some.Id(), 10, None);

        Assert.Equal(new[] { silent.TurnId, unknown.TurnId }.Order(), orphans.Select(turn => turn.TurnId).Order());
        Assert.DoesNotContain(await turns.FindOrphansAsync(silent.Node, 10, None), turn => turn.TurnId == silent.TurnId);
    }

    [Fact]
    public async Task A_database_that_is_gone_is_unavailable_within_a_second()
    {
        var server = await PostgresServer.StartAsync();
        await using var database = PostgresTestDatabase.Open(server.ConnectionString("test"), Patience);
        await OpenAsync(database);
        var turn = (Acceptance.Accepted)await new DatabaseTurnStore(database).AcceptAsync(Some.Start(Some.Id()), None);
        await server.DisposeAsync();

        await AssertUnavailableWithinASecondAsync(() => new DatabaseHistory(database).FindSessionAsync(turn.Session.UserId, turn.Session.SessionId, None));
        await AssertUnavailableWithinASecondAsync(() => new DatabaseTurnStore(database).AcceptAsync(Some.Start(Some.Id()), None));
        await AssertUnavailableWithinASecondAsync(() => database.OpenAsync(None));
    }

    [Fact]
    public async Task A_database_that_hangs_is_unavailable_within_a_second_and_back_when_it_goes_on()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var database = PostgresTestDatabase.Open(server.ConnectionString("test"), Patience);
        await OpenAsync(database);
        var (turns, history) = (new DatabaseTurnStore(database), new DatabaseHistory(database));
        var request = Some.Start(Some.Id());
        server.Pause();

        var calls = Enumerable.Range(0, 30).Select(i => AssertUnavailableWithinASecondAsync(
            i == 0 ? () => turns.AcceptAsync(request, None) : () => history.FindSessionAsync(Some.Id(), Some.Id(), None)));
        await Task.WhenAll(calls);
        server.GoOn();

        var accepted = await UntilAvailableAsync(() => turns.AcceptAsync(request, None));
        Assert.True(Assert.IsType<Acceptance.Accepted>(accepted).IsNew);
    }

    [Fact]
    public async Task Everything_else_goes_on_while_the_database_hangs()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var database = PostgresTestDatabase.Open(server.ConnectionString("test"), Patience);
        await OpenAsync(database);
        var history = new DatabaseHistory(database);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => UntilAvailableAsync(() => history.FindSessionAsync(Some.Id(), Some.Id(), None))));
        server.Pause();

        var calls = Enumerable.Range(0, 40).Select(_ => history.FindSessionAsync(Some.Id(), Some.Id(), None)).ToList();
        var (clock, longest) = (Stopwatch.StartNew(), TimeSpan.Zero);
        while (clock.Elapsed < TimeSpan.FromSeconds(4))
        {
            var wait = Stopwatch.StartNew();
            await Task.Delay(10);
            if (wait.Elapsed > longest) longest = wait.Elapsed;
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Task.WhenAll(calls));
        Assert.InRange(longest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_caller_does_not_wait_for_a_locked_row_for_longer_than_a_second_and_nothing_is_done_later()
    {
        var server = await PostgresServer.SharedAsync();
        await using var patient = PostgresTestDatabase.Open(server.ConnectionString("test_locked"));
        await using var database = PostgresTestDatabase.Open(server.ConnectionString("test_locked"), Patience);
        await patient.OpenAsync(None);
        await database.OpenAsync(None);
        var session = await new DatabaseHistory(patient).StartSessionAsync(Some.Id(), Some.Id(), null, Some.Time, None);

        await patient.WriteAsync(
            async context =>
            {
                await context.LockSessionAsync(session.SessionId);
                await AssertUnavailableWithinASecondAsync(() => new DatabaseTurnStore(database).AcceptAsync(Some.Turn(session), None));
                return 0;
            },
            None);

        Assert.Empty((await new DatabaseHistory(patient).ReadMessagesAsync(session.SessionId, 10, null, None)).Items);
    }

    [Fact]
    public async Task The_server_gives_a_statement_up_when_its_caller_has()
    {
        var server = await PostgresServer.SharedAsync();
        await using var database = PostgresTestDatabase.Open(server.ConnectionString("test_statements"), TimeSpan.FromMilliseconds(300));
        await OpenAsync(database);
        await AssertUnavailableWithinASecondAsync(() => database.WriteAsync(
            context => context.Database.ExecuteSqlRawAsync("INSERT INTO constellation_realtime.nodes SELECT gen_random_uuid(), now(), false, false FROM pg_sleep(20)"), None));

        await using var watch = PostgresTestDatabase.Open(server.ConnectionString("test_statements"));
        await watch.OpenAsync(None);
        var clock = Stopwatch.StartNew();
        while (await SleepersAsync(watch) > 0) Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_caller_who_leaves_is_not_held()
    {
        var server = await PostgresServer.SharedAsync();
        await using var database = PostgresTestDatabase.Open(server.ConnectionString("test_leaving"));
        await database.OpenAsync(None);
        using var leaving = new CancellationTokenSource();

        var reading = database.ReadAsync(context => context.Database.ExecuteSqlRawAsync("SELECT pg_sleep(20)"), leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData("postgresql://po%40stgres.abc:p%3Aa%2Fss@aws-0-eu.pooler.supabase.com:6543/postgres?pgbouncer=true&sslmode=require", "aws-0-eu.pooler.supabase.com", 6543, "po@stgres.abc", "p:a/ss")]
    [InlineData("Host=db.abc.supabase.co;Port=5433;Username=postgres;Password=p;Database=postgres", "db.abc.supabase.co", 5433, "postgres", "p")]
    [InlineData("postgres://postgres:p@localhost/postgres", "localhost", 5432, "postgres", "p")]
    public void A_connection_string_may_be_a_uri(string configured, string host, int port, string user, string password)
    {
        var settings = PostgresConnections.Parse(configured);

        Assert.Equal((host, port, user, password, "postgres"), (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database));
    }

    [Theory]
    [InlineData("sqlite://secret")]
    [InlineData("Host=localhost;Pasword=secret")]
    [InlineData("postgres://user:secret@")]
    public void A_wrong_connection_string_is_told_of_without_repeating_it(string configured)
    {
        var refused = Assert.Throws<ArgumentException>(() => PostgresConnections.Parse(configured));

        Assert.Contains("ConnectionStrings:Postgres", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }

    private static Task<long> SleepersAsync(PostgresDatabase database) => database.ReadAsync(
        context => context.Database.SqlQueryRaw<long>(
            "SELECT count(*) AS \"Value\" FROM pg_stat_activity WHERE datname = 'test_statements' AND state = 'active' AND query LIKE 'INSERT INTO%pg_sleep%'").SingleAsync(),
        None);

    private static Task<int> BeatAsync(PostgresDatabase database, Guid node, string ago) => database.WriteAsync(
        context => context.Database.ExecuteSqlAsync($"INSERT INTO constellation_realtime.nodes VALUES ({node}, now() - {ago}::interval, false, false)"), None);

    private static async Task OpenAsync(PostgresDatabase database)
    {
        await UntilAvailableAsync(async () =>
        {
            await database.OpenAsync(None);
            return 0;
        });
    }

    private static async Task<T> UntilAvailableAsync<T>(Func<Task<T>> call)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (StoreUnavailableException) when (clock.Elapsed < TimeSpan.FromSeconds(20))
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>What this machine does besides is not promised: whoever waited for the server would wait for 20 s.</summary>
    private static async Task AssertUnavailableWithinASecondAsync(Func<Task> call)
    {
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAsync<StoreUnavailableException>(call);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
