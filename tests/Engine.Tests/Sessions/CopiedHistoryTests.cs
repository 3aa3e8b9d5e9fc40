using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Redis;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.Redis;
using Constellation.Realtime.Engine.Tests.Turns;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Constellation.Realtime.Engine.Tests.Sessions;

public sealed class CopiedHistoryTests(CopiedTestDatabase database) : HistorySpec(database), IClassFixture<CopiedTestDatabase>
{
    private const int Listed = CopiedHistory.ListLimit;

    private readonly DatabaseTurnStore _behind = new(database.Database);

    [Fact]
    public async Task A_session_and_a_list_are_served_from_copies_that_do_not_live_for_ever()
    {
        var session = await SeenAsync(await NewSessionAsync());

        await _behind.AcceptAsync(Some.Turn(session), None);

        Assert.Equal(session, await History.FindSessionAsync(session.UserId, session.SessionId, None));
        Assert.Equal([session], (await History.ListActiveAsync(session.UserId, Listed, null, None)).Items);
        Assert.All(await database.LifetimesAsync(), lifetime => Assert.InRange(lifetime!.Value, TimeSpan.Zero, RedisSessions.Lifetime));
    }

    [Fact]
    public async Task After_Redis_has_lost_everything_sessions_and_lists_are_right()
    {
        var session = await SeenAsync(await NewSessionAsync());
        await _behind.AcceptAsync(Some.Turn(session), None);

        Assert.NotEqual(0, await database.ForgetAsync());

        var now = await History.FindSessionAsync(session.UserId, session.SessionId, None);
        Assert.NotNull(now!.ActiveTurnId);
        Assert.Equal([now], (await History.ListActiveAsync(session.UserId, Listed, null, None)).Items);
    }

    [Fact]
    public async Task Each_change_of_a_session_is_seen_at_once()
    {
        var session = await SeenAsync(await NewSessionAsync());

        var turn = await StartTurnAsync(session);
        Assert.Equal(turn.TurnId, (await SeenAsync(session)).ActiveTurnId);
        var suggestion = await SuggestAsync(turn);
        var ended = await EndAsync(Some.End(turn, "Two do."));
        Assert.Equal(ended.Session, await SeenAsync(session));
        var decided = await DecideAsync(session, suggestion);
        Assert.Equal(decided.Changed.Sequence, (await SeenAsync(session)).LastSequence);
        await History.RenameAsync(session.UserId, session.SessionId, "Ice", null, Some.Time, None);
        Assert.Equal("Ice", (await SeenAsync(session)).Title);
        await EndSessionAsync(session);

        Assert.Equal(SessionStatus.Ended, (await History.FindSessionAsync(session.UserId, session.SessionId, None))!.Status);
        Assert.Empty((await History.ListActiveAsync(session.UserId, Listed, null, None)).Items);
    }

    [Fact]
    public async Task What_was_read_before_a_change_is_not_kept_after_it()
    {
        var session = await NewSessionAsync();
        var history = new DatabaseHistory(database.Database);

        await database.Copies.FindAsync(session.SessionId, async () =>
        {
            var before = await history.FindSessionAsync(session.UserId, session.SessionId, None);
            await StartTurnAsync(session);
            return before;
        });

        Assert.NotNull((await History.FindSessionAsync(session.UserId, session.SessionId, None))!.ActiveTurnId);
    }

    [Fact]
    public async Task Nothing_is_kept_while_a_change_is_under_way_or_it_is_not_known_whether_it_was_made()
    {
        var session = await NewSessionAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => database.Copies.ChangeAsync<Session>(
            session.SessionId,
            async () =>
            {
                await History.FindSessionAsync(session.UserId, session.SessionId, None);
                throw new StoreUnavailableException("The test says so.");
            }));
        await History.FindSessionAsync(session.UserId, session.SessionId, None);
        await _behind.AcceptAsync(Some.Turn(session), None);

        Assert.NotNull((await History.FindSessionAsync(session.UserId, session.SessionId, None))!.ActiveTurnId);
    }

    [Fact]
    public async Task While_Redis_is_away_the_database_serves()
    {
        await using var away = new RedisConnection("127.0.0.1:1,connectTimeout=100", NullLogger<RedisConnection>.Instance);
        var history = new CopiedHistory(new DatabaseHistory(database.Database), database.CopiesOver(away));

        var session = await history.StartSessionAsync(Some.Id(), Some.Id(), null, Some.Time, None);

        Assert.Equal(session, await history.FindSessionAsync(session.UserId, session.SessionId, None));
        Assert.Equal([session], (await history.ListActiveAsync(session.UserId, Listed, null, None)).Items);
    }

    [Fact]
    public async Task A_copy_that_Redis_brought_back_after_a_kill_is_not_served()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");
        await using var connection = new RedisConnection(server.ConnectionString, NullLogger<RedisConnection>.Instance);
        await connection.StartAsync(None);
        var copies = database.CopiesOver(connection);
        var history = new CopiedHistory(new DatabaseHistory(database.Database), copies);
        var session = await history.StartSessionAsync(Some.Id(), Some.Id(), null, Some.Time, None);
        await history.FindSessionAsync(session.UserId, session.SessionId, None);

        await server.KillAsync();
        await new CopiedTurnStore(_behind, copies).AcceptAsync(Some.Turn(session), None);
        await server.ComeBackAsync();
        while (!await connection.AnswersAsync(None)) await Task.Yield();

        Assert.NotNull((await history.FindSessionAsync(session.UserId, session.SessionId, None))!.ActiveTurnId);
    }

    private async Task<Session> SeenAsync(Session session)
    {
        var found = (await History.FindSessionAsync(session.UserId, session.SessionId, None))!;
        Assert.Equal([found], (await History.ListActiveAsync(session.UserId, Listed, null, None)).Items);
        return found;
    }
}

public sealed class CopiedMilestonesTests(CopiedTestDatabase database) : MilestonesSpec(database), IClassFixture<CopiedTestDatabase>;

public sealed class CopiedSuggestionHistoryTests(CopiedTestDatabase database) : SuggestionHistorySpec(database), IClassFixture<CopiedTestDatabase>;

public sealed class CopiedTurnStoreTests(CopiedTestDatabase database) : TurnStoreSpec(database), IClassFixture<CopiedTestDatabase>;
